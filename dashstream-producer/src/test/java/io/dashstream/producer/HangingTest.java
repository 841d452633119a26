package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** PR-07: a getter of the application that hangs hangs its own thread, and nobody else. */
@Timeout(60)
class HangingTest {

    /** A bean that waits for a data base, say. */
    public static final class Hanging {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch answer = new CountDownLatch(1);

        /**
         * Waits.
         *
         * @return a text, at last
         */
        public String getText() {
            reached.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                return "interrupted";
            }
            return "here";
        }
    }

    private final TestSink sink = new TestSink();
    private final FakeTime time = new FakeTime();
    private final DashStreamProducer producer =
            DashStreamProducer.builder().sink(sink).time(time).build();
    private final RunScope run = producer.startRun(RunSpec.of("t").initialState(Map.of("n", 0)));
    private final Hanging hanging = new Hanging();
    private final Thread branch = new Thread(() -> run.state(hanging));

    @BeforeEach
    void hang() throws InterruptedException {
        branch.start();
        hanging.reached.await();
    }

    @AfterEach
    void release() throws InterruptedException {
        hanging.answer.countDown();
        branch.join();
        producer.close();
    }

    @Test
    @DisplayName("PR-10: closing does not wait for a capture that hangs, and its sums are exact")
    void closingDoesNotWaitForACaptureThatHangs() {
        run.edge("a", "b");

        DeliveryReport report = producer.close(Duration.ofSeconds(20));

        assertThat(report.complete()).isTrue();
        assertThat(report.delivered()).as("start, edge, end").isEqualTo(3);
        assertThat(report.pending()).isZero();
    }

    @Test
    void aStateOfAnotherBranchIsSaidToBeMissingAndTheNextOneIsRight() throws InterruptedException {
        run.state(Map.of("n", 1));
        assertThat(producer.flush(Duration.ofSeconds(20)).complete()).isTrue();

        assertThat(producer.stats().failed()).containsEntry("state_diff.state_unavailable", 1L);
        assertThat(sink.messages().get(sink.messages().size() - 1).getError().getErrorCode())
                .isEqualTo("state_unavailable");
        hanging.answer.countDown();
        branch.join();
        assertThat(producer.flush(Duration.ofSeconds(20)).complete()).isTrue();
        assertThat(sink.messages()
                        .get(sink.messages().size() - 1)
                        .getCheckpoint()
                        .getState()
                        .toStringUtf8())
                .isEqualTo("{\"text\":\"here\"}");
        Sums.assertClosed(producer.stats());
    }

    @Test
    void theSameStateAgainIsNewsAfterOneThatWasMissed() throws InterruptedException {
        hanging.answer.countDown();
        branch.join();
        Hanging second = new Hanging();
        Thread other = new Thread(() -> run.state(second));
        other.start();
        second.reached.await();
        run.state(Map.of("n", 1));
        second.answer.countDown();
        other.join();
        assertThat(producer.flush(Duration.ofSeconds(20)).complete()).isTrue();

        assertThat(sink.messages().get(sink.messages().size() - 1).hasCheckpoint())
                .isTrue();
    }

    @Test
    @DisplayName("ME-18: a run that hangs in a capture is reaped, and the worker goes on")
    void theReaperDoesNotWaitForACaptureThatHangs() {
        time.pass(Duration.ofMinutes(61));

        await().until(() -> producer.stats().openRuns() == 0);
        producer.startRun(RunSpec.of("other")).complete();
        assertThat(producer.flush(Duration.ofSeconds(20)).complete()).isTrue();
        assertThat(sink.records()).anyMatch(record -> record.threadId().equals("other"));
    }

    @Test
    void anInterruptOfACallThatWaitsStaysSet() {
        Thread.currentThread().interrupt();

        run.state(Map.of("n", 1));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(producer.flush(Duration.ofSeconds(20)).complete()).isTrue();
        assertThat(producer.stats().failed()).containsEntry("state_diff.state_unavailable", 1L);
    }
}
