package io.dashstream.producer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.dashstream.core.json.StrictJson;
import io.dashstream.producer.capture.Redactor;
import io.dashstream.producer.event.Envelope;
import io.dashstream.producer.event.RunIdentity;
import io.dashstream.producer.event.ThreadLine;
import org.junit.jupiter.api.Test;

/** What the worker keeps in memory is bounded by what is going on, not by what has been. */
class StateTrackersTest {

    private static final JsonNode STATE = StrictJson.parse("{\"list\":[" + "{\"n\":1},".repeat(500) + "{\"n\":2}]}");

    private static ThreadLine open(String threadId) {
        ThreadLine line = new ThreadLine("default", threadId, 1);
        line.openRuns().incrementAndGet();
        return line;
    }

    private static void state(StateTrackers trackers, ThreadLine line) {
        StateTracker tracker = trackers.of(line);
        JsonNode redacted = tracker.redact(STATE.deepCopy());
        tracker.hash(redacted);
        tracker.handedOverWhole(
                new Envelope(line, new RunIdentity("r", ByteString.EMPTY), ByteString.EMPTY, ByteString.EMPTY, 1, 0, 0),
                redacted);
        trackers.settle(line);
    }

    @Test
    void nothingOfARunIsKeptAfterItsEnd() {
        StateTrackers trackers = new StateTrackers(Redactor.ofDefaults(), 64 << 20);
        ThreadLine line = open("t");
        state(trackers, line);
        assertThat(trackers.holding()).isEqualTo(1);
        assertThat(trackers.hashMemoryBytes()).isPositive();

        line.openRuns().decrementAndGet();
        trackers.runEnded(line);

        assertThat(trackers.holding()).isZero();
        assertThat(trackers.hashMemoryBytes()).isZero();
        assertThat(trackers.of(line).baseOf("r")).isEmpty();
    }

    @Test
    void theStateStaysWhileAnotherRunOfTheThreadIsOpen() {
        StateTrackers trackers = new StateTrackers(Redactor.ofDefaults(), 64 << 20);
        ThreadLine line = open("t");
        line.openRuns().incrementAndGet();
        state(trackers, line);

        line.openRuns().decrementAndGet();
        trackers.runEnded(line);

        assertThat(trackers.of(line).baseOf("r")).isPresent();
    }

    @Test
    void aRunWhoseEndWasDroppedIsForgottenAllTheSame() {
        StateTrackers trackers = new StateTrackers(Redactor.ofDefaults(), 64 << 20);
        ThreadLine ended = open("ended");
        ThreadLine open = open("open");
        state(trackers, ended);
        state(trackers, open);
        ended.openRuns().decrementAndGet();

        trackers.sweep(10, 9);
        assertThat(trackers.holding())
                .as("its last states may still be in the queue")
                .isEqualTo(2);
        trackers.sweep(12, 10);

        assertThat(trackers.holding()).isEqualTo(1);
        assertThat(trackers.of(ended).baseOf("r")).isEmpty();
        assertThat(trackers.of(open).baseOf("r")).isPresent();
    }

    @Test
    void whatIsRememberedOfHashesHasOneBoundForAllThreads() {
        StateTrackers measuring = new StateTrackers(Redactor.ofDefaults(), 64 << 20);
        state(measuring, open("one"));
        long each = measuring.hashMemoryBytes();
        StateTrackers trackers = new StateTrackers(Redactor.ofDefaults(), 3 * each);

        ThreadLine[] lines = new ThreadLine[20];
        for (int index = 0; index < lines.length; index++) {
            lines[index] = open("t-" + index);
            state(trackers, lines[index]);
            assertThat(trackers.hashMemoryBytes()).isLessThanOrEqualTo(3 * each);
        }

        assertThat(trackers.hashMemoryBytes()).isPositive();
        assertThat(trackers.of(lines[0]).baseOf("r"))
                .as("only memory gives way, never what a patch builds on")
                .isPresent();
        assertThat(trackers.of(lines[0]).hashMemoryBytes()).isZero();
        assertThat(trackers.of(lines[19]).hashMemoryBytes()).isPositive();
    }
}
