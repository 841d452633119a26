package io.dashstream.producer.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.producer.event.Draft;
import io.dashstream.producer.event.Envelope;
import io.dashstream.producer.event.Facts;
import io.dashstream.producer.event.RunIdentity;
import io.dashstream.producer.event.ThreadLine;
import io.dashstream.producer.metrics.DropReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TelemetryQueueTest {

    private static final RunIdentity RUN = new RunIdentity("r", ByteString.EMPTY);

    private static Draft event(ThreadLine line, long sequence, boolean sheddable) {
        return new Draft.Happening(
                new Envelope(line, RUN, ByteString.EMPTY, ByteString.EMPTY, sequence, 0, 0),
                EventType.EVENT_TYPE_NODE_START,
                "n",
                Facts.NONE,
                0,
                "",
                sheddable);
    }

    private static Draft event(boolean sheddable) {
        return event(new ThreadLine("default", "t", 1), 1, sheddable);
    }

    @Test
    void holdsExactlyAsManyMessagesAsConfigured() {
        TelemetryQueue queue = new TelemetryQueue(3, 1 << 20, 1);

        assertThat(queue.offer(event(false))).isEmpty();
        assertThat(queue.offer(event(false))).isEmpty();
        assertThat(queue.offer(event(false))).isEmpty();
        assertThat(queue.offer(event(false))).contains(DropReason.QUEUE_FULL);
        assertThat(queue.depth()).isEqualTo(3);
    }

    @Test
    void holdsExactlyAsManyBytesAsConfigured() {
        long each = event(false).approximateBytes();
        TelemetryQueue queue = new TelemetryQueue(100, 2 * each, 1);

        assertThat(queue.offer(event(false))).isEmpty();
        assertThat(queue.offer(event(false))).isEmpty();
        assertThat(queue.offer(event(false))).contains(DropReason.QUEUE_BYTES);
        assertThat(queue.bytes()).isEqualTo(2 * each);
    }

    @Test
    void aMessageLargerThanTheWholeBoundPassesAnEmptyQueue() {
        TelemetryQueue queue = new TelemetryQueue(100, 10, 1);

        assertThat(queue.offer(event(false))).isEmpty();
        assertThat(queue.offer(event(false))).contains(DropReason.QUEUE_BYTES);
    }

    @Test
    void theManyAndCheapGiveWayFromTheSoftMarkOn() {
        TelemetryQueue queue = new TelemetryQueue(10, 1 << 20, 0.5);
        for (int count = 0; count < 5; count++) {
            assertThat(queue.offer(event(true))).isEmpty();
        }

        assertThat(queue.offer(event(true))).contains(DropReason.SHED);
        for (int count = 5; count < 10; count++) {
            assertThat(queue.offer(event(false))).isEmpty();
        }
        assertThat(queue.offer(event(false))).contains(DropReason.QUEUE_FULL);
    }

    @Test
    void drainingGivesBackRoomAndBytes() {
        TelemetryQueue queue = new TelemetryQueue(2, 1 << 20, 1);
        queue.offer(event(false));
        queue.offer(event(false));
        List<Draft> drained = new ArrayList<>();

        assertThat(queue.drain(drained::add, 1)).isEqualTo(1);
        assertThat(queue.depth()).isEqualTo(1);
        assertThat(queue.offer(event(false))).isEmpty();
        assertThat(queue.drain(drained::add, 100)).isEqualTo(2);
        assertThat(queue.depth()).isZero();
        assertThat(queue.bytes()).isZero();
        assertThat(drained).hasSize(3);
        assertThat(queue.offered()).isEqualTo(queue.taken()).isEqualTo(3);
    }

    @Test
    @DisplayName(
            "PR-13: under 8 threads the bounds are never broken, nothing is lost between them, and each thread's order stays")
    void underEightThreadsTheBoundsHoldAndOrderStays() throws Exception {
        int threads = 8;
        int each = 20_000;
        TelemetryQueue queue = new TelemetryQueue(64, 1 << 20, 1);
        AtomicLong refused = new AtomicLong();
        AtomicBoolean broken = new AtomicBoolean();
        Map<ThreadLine, Long> last = new HashMap<>();
        AtomicLong taken = new AtomicLong();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> callers = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            ThreadLine line = new ThreadLine("default", "t-" + thread, 1);
            callers.add(pool.submit(() -> {
                for (int sequence = 1; sequence <= each; sequence++) {
                    if (queue.offer(event(line, sequence, false)).isPresent()) {
                        refused.incrementAndGet();
                    }
                }
            }));
        }
        boolean done = false;
        while (!done || queue.depth() > 0) {
            done = callers.stream().allMatch(Future::isDone);
            int depth = queue.depth();
            if (depth < 0 || depth > queue.capacity()) {
                broken.set(true);
            }
            queue.drain(
                    draft -> {
                        taken.incrementAndGet();
                        long sequence = draft.envelope().sequence();
                        Long before = last.put(draft.envelope().thread(), sequence);
                        if (before != null && before >= sequence) {
                            broken.set(true);
                        }
                    },
                    7);
        }
        for (Future<?> caller : callers) {
            caller.get();
        }
        pool.shutdown();

        assertThat(broken).isFalse();
        assertThat(taken.get() + refused.get()).isEqualTo((long) threads * each);
        assertThat(queue.depth()).isZero();
        assertThat(queue.bytes()).isZero();
    }
}
