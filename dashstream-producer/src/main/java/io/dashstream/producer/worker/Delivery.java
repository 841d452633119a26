package io.dashstream.producer.worker;

import io.dashstream.producer.event.ThreadLine;
import io.dashstream.producer.event.TimeSource;
import io.dashstream.producer.metrics.FailureReason;
import io.dashstream.producer.metrics.ProducerCounters;
import io.dashstream.producer.metrics.Stage;
import io.dashstream.producer.sink.TelemetrySink;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One record on its way: settles its messages exactly once, whoever answers and however often. */
final class Delivery implements TelemetrySink.Completion {

    private enum Outcome {
        OPEN,
        DELIVERED,
        FAILED,
        WITHDRAWN
    }

    private final AtomicReference<Outcome> outcome = new AtomicReference<>(Outcome.OPEN);
    private final ThreadLine line;
    private final Courier.Load load;
    private final int bytes;
    private final long handedOverAt;
    private final ProducerCounters counters;
    private final FailureLog failures;
    private final TimeSource time;
    private final InFlight.Generation generation;

    Delivery(
            ThreadLine line,
            Courier.Load load,
            int bytes,
            ProducerCounters counters,
            FailureLog failures,
            TimeSource time,
            long handedOverAt,
            InFlight.Generation generation) {
        this.line = line;
        this.load = load;
        this.bytes = bytes;
        this.counters = counters;
        this.failures = failures;
        this.time = time;
        this.generation = generation;
        this.handedOverAt = handedOverAt;
    }

    @Override
    public void done(@Nullable Exception failure) {
        if (!outcome.compareAndSet(Outcome.OPEN, failure == null ? Outcome.DELIVERED : Outcome.FAILED)) {
            return;
        }
        counters.passed(Stage.SEND, time.nanoTime() - handedOverAt);
        if (failure == null) {
            long share = bytes / load.messages();
            for (int index = 0; index < load.messages(); index++) {
                counters.delivered(load.kind(), index == 0 ? bytes - share * (load.messages() - 1) : share);
            }
        } else {
            FailureReason reason = failures.classify(failure);
            line.markLost(load.lastSequence());
            for (int index = 0; index < load.messages(); index++) {
                counters.failed(load.kind(), reason);
            }
            failures.report(load.kind(), reason, failure);
        }
        generation.end();
    }

    /** Takes the record back because the sink never took it. Settles nothing: the caller does. */
    void withdraw() {
        if (outcome.compareAndSet(Outcome.OPEN, Outcome.WITHDRAWN)) {
            generation.end();
        }
    }

    boolean failed() {
        return outcome.get() == Outcome.FAILED;
    }
}
