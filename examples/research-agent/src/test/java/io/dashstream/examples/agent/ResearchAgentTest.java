package io.dashstream.examples.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.ToolExecution;
import io.dashstream.core.wire.v1.ToolExecution.ExecutionStage;
import io.dashstream.producer.DashStreamProducer;
import io.dashstream.producer.sink.InMemorySink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResearchAgentTest {

    private static final String TWO_ROUNDS =
            "Why should judges hold office during good behavior, and who declares void a law contrary to the Constitution?";
    private static final String FACTION =
            "How does an extended republic protect citizens against faction and the violence of a majority?";

    private final InMemorySink sink = new InMemorySink();
    private final DashStreamProducer telemetry =
            DashStreamProducer.builder().sink(sink).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
        telemetry.close();
    }

    @Test
    void itGoesRoundUntilEnoughIsCovered() {
        List<ResearchState> states = new ArrayList<>();

        ResearchState last = agent(Pace.none()).research("t", TWO_ROUNDS, (node, state) -> states.add(state));

        assertThat(last.round()).isGreaterThan(1);
        assertThat(last.coverage()).isGreaterThanOrEqualTo(90);
        assertThat(states).filteredOn(state -> state.round() == 1).allMatch(state -> state.coverage() < 90);
        assertThat(last.answer()).contains("[federalist-78#");
        assertThat(last.citations()).containsKey("federalist-78");
    }

    @Test
    void aQuestionNothingIsKnownAboutEndsAfterSomeRounds() {
        ResearchState last = agent(Pace.none()).research("t", "Quarks?", (node, state) -> {});

        assertThat(last.round()).isEqualTo(4);
        assertThat(last.answer()).isEqualTo("I found nothing about this.");
    }

    @Test
    void runsAtTheSameTimeDoNotMix() {
        ResearchAgent agent = agent(Pace.none());
        ResearchState alone = agent.research("alone", TWO_ROUNDS, (node, state) -> {});

        List<CompletableFuture<ResearchState>> together = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String thread = "t" + i;
            String question = i % 2 == 0 ? TWO_ROUNDS : FACTION;
            together.add(CompletableFuture.supplyAsync(
                    () -> agent.research(thread, question, (node, state) -> {}), threads));
        }

        for (int i = 0; i < 8; i += 2) {
            assertThat(together.get(i).join()).isEqualTo(alone);
        }
    }

    @Test
    void theBranchesRunSideBySide() throws Exception {
        CountDownLatch bothSpeak = new CountDownLatch(2);
        ExecutorService branches = Executors.newFixedThreadPool(2, task -> new Thread(task, "branch"));
        Pace waitForTheOther = moments -> {
            if (Thread.currentThread().getName().equals("branch")) {
                bothSpeak.countDown();
                await(bothSpeak);
            }
        };
        try {
            new ResearchAgent(Corpus.bundled(), waitForTheOther, telemetry, branches)
                    .research("t", FACTION, (node, state) -> {});
        } finally {
            branches.shutdownNow();
        }

        List<String> order = events().stream()
                .filter(event -> List.of("summarise", "criticise").contains(event.getNodeId()))
                .filter(event -> event.getEventType() == EventType.EVENT_TYPE_NODE_START
                        || event.getEventType() == EventType.EVENT_TYPE_NODE_END)
                .map(event -> event.getEventType().name())
                .limit(4)
                .toList();
        assertThat(order)
                .containsExactly(
                        "EVENT_TYPE_NODE_START", "EVENT_TYPE_NODE_START", "EVENT_TYPE_NODE_END", "EVENT_TYPE_NODE_END");
    }

    @Test
    void aToolThatFailsIsAskedAgainAndBothIsTold() {
        agent(Pace.none()).research("t", FACTION, (node, state) -> {});

        String call = tools().stream()
                .filter(tool -> tool.getToolName().equals("cite"))
                .findFirst()
                .orElseThrow()
                .getCallId();
        assertThat(tools())
                .filteredOn(tool -> tool.getCallId().equals(call))
                .extracting(ToolExecution::getStage)
                .containsExactly(
                        ExecutionStage.EXECUTION_STAGE_STARTED,
                        ExecutionStage.EXECUTION_STAGE_RETRYING,
                        ExecutionStage.EXECUTION_STAGE_COMPLETED);
    }

    @Test
    void aRunThatFailsSaysSoAndThrows() {
        StateObserver broken = (node, state) -> {
            if (node.equals("judge")) {
                throw new IllegalStateException("no verdict");
            }
        };

        assertThatThrownBy(() -> agent(Pace.none()).research("t", FACTION, broken))
                .hasMessage("no verdict");

        Event last = events().get(events().size() - 1);
        assertThat(last.getEventType()).isEqualTo(EventType.EVENT_TYPE_GRAPH_ERROR);
        assertThat(last.getAttributesMap().get("error").getStringValue()).isEqualTo("no verdict");
    }

    @Test
    void theWayThroughTheGraphIsTold() {
        agent(Pace.none()).research("t", TWO_ROUNDS, (node, state) -> {});

        assertThat(events())
                .filteredOn(event -> event.getEventType() == EventType.EVENT_TYPE_CONDITIONAL_BRANCH)
                .extracting(event -> event.getAttributesMap().get("to").getStringValue())
                .containsExactly("search", "answer");
    }

    private ResearchAgent agent(Pace pace) {
        return new ResearchAgent(Corpus.bundled(), pace, telemetry, threads);
    }

    private List<DashStreamMessage> messages() {
        telemetry.close();
        return sink.messages();
    }

    private List<Event> events() {
        return messages().stream()
                .filter(DashStreamMessage::hasEvent)
                .map(DashStreamMessage::getEvent)
                .toList();
    }

    private List<ToolExecution> tools() {
        return messages().stream()
                .filter(DashStreamMessage::hasToolExecution)
                .map(DashStreamMessage::getToolExecution)
                .toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS))
                    .as("the other branch runs too")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
