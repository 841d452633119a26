package io.dashstream.examples.agent;

import io.dashstream.producer.DashStreamProducer;
import io.dashstream.producer.RunScope;
import io.dashstream.producer.RunSpec;
import java.util.concurrent.Executor;

/** Answers questions. Each question is a run of its own; runs may go on at the same time. Thread-safe. */
public final class ResearchAgent {

    private final Corpus corpus;
    private final SearchIndex index;
    private final Pace pace;
    private final DashStreamProducer telemetry;
    private final Executor branches;

    /**
     * Makes an agent.
     *
     * @param corpus    what it searches
     * @param pace      how fast its model speaks
     * @param telemetry where its runs are reported
     * @param branches  runs what goes on side by side inside a run; needs two threads for each run at once
     */
    public ResearchAgent(Corpus corpus, Pace pace, DashStreamProducer telemetry, Executor branches) {
        this.corpus = corpus;
        this.index = new SearchIndex(corpus.passages());
        this.pace = pace;
        this.telemetry = telemetry;
        this.branches = branches;
    }

    /**
     * Answers a question.
     *
     * @param threadId the conversation that it belongs to
     * @param question the question
     * @param observer is told every state
     * @return the last state
     */
    public ResearchState research(String threadId, String question, StateObserver observer) {
        ResearchState initial = ResearchState.of(question);
        RunSpec spec = RunSpec.of(threadId).manifest(ResearchGraph.MANIFEST).initialState(initial);
        try (RunScope run = telemetry.startRun(spec)) {
            try {
                observer.changed("start", initial);
                ResearchGraph graph = new ResearchGraph(corpus, index, pace);
                ResearchState last = new Walk(graph, new Board(initial, observer), run, branches).go();
                run.complete(last);
                return last;
            } catch (RuntimeException e) {
                run.fail(e);
                throw e;
            }
        }
    }
}
