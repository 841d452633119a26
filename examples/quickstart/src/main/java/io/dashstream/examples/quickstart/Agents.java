package io.dashstream.examples.quickstart;

import io.dashstream.examples.agent.Corpus;
import io.dashstream.examples.agent.Pace;
import io.dashstream.examples.agent.ResearchAgent;
import io.dashstream.examples.agent.StateObserver;
import io.dashstream.producer.DashStreamProducer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Has an agent answer several questions at once, each on a thread of its own. */
final class Agents {

    private final DashStreamProducer telemetry;
    private final Pace pace;
    private final Progress progress;

    Agents(DashStreamProducer telemetry, Pace pace, Progress progress) {
        this.telemetry = telemetry;
        this.pace = pace;
        this.progress = progress;
    }

    /** Returns when every question is answered; what went wrong is returned and not thrown, for the telemetry has to tell it too. */
    List<String> answer(List<Journal> questions) {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            ResearchAgent agent = new ResearchAgent(Corpus.bundled(), pace, telemetry, threads);
            List<CompletableFuture<Void>> runs = new ArrayList<>();
            for (int i = 0; i < questions.size(); i++) {
                Journal journal = questions.get(i);
                StateObserver screen = progress.of(i + 1);
                runs.add(CompletableFuture.runAsync(
                        () -> agent.research(journal.threadId(), journal.question(), (node, state) -> {
                            journal.changed(node, state);
                            screen.changed(node, state);
                        }),
                        threads));
            }
            return runs.stream().map(Agents::problem).flatMap(List::stream).toList();
        } finally {
            threads.shutdown();
        }
    }

    private static List<String> problem(CompletableFuture<Void> run) {
        try {
            run.join();
            return List.of();
        } catch (CompletionException e) {
            return List.of("an agent failed: " + e.getCause());
        }
    }
}
