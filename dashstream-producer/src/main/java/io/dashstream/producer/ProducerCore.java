package io.dashstream.producer;

import io.dashstream.core.wire.MessageIds;
import io.dashstream.producer.capture.Redactor;
import io.dashstream.producer.capture.StateEncoder;
import io.dashstream.producer.event.Draft;
import io.dashstream.producer.event.ErrorText;
import io.dashstream.producer.event.ThreadLine;
import io.dashstream.producer.event.TimeSource;
import io.dashstream.producer.metrics.DropReason;
import io.dashstream.producer.metrics.Occurrence;
import io.dashstream.producer.metrics.ProducerCounters;
import io.dashstream.producer.queue.TelemetryQueue;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all runs of a producer share on the calling threads. Thread-safe. */
final class ProducerCore {

    private static final Logger LOG = LoggerFactory.getLogger(DashStreamProducer.class);
    private static final long LOG_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final TelemetryQueue queue;
    private final ProducerCounters counters;
    private final TimeSource time;
    private final MessageIds ids;
    private final StateEncoder encoder;
    private final Redactor redactor;
    private final StateMode states;
    private final long checkpointInterval;
    private final AtomicLong loggedAt;
    private volatile boolean closed;

    ProducerCore(
            TelemetryQueue queue,
            ProducerCounters counters,
            TimeSource time,
            MessageIds ids,
            StateEncoder encoder,
            Redactor redactor,
            StateMode states,
            long checkpointInterval) {
        this.queue = queue;
        this.counters = counters;
        this.time = time;
        this.ids = ids;
        this.encoder = encoder;
        this.redactor = redactor;
        this.states = states;
        this.checkpointInterval = checkpointInterval;
        this.loggedAt = new AtomicLong(time.nanoTime() - LOG_INTERVAL_NANOS);
    }

    /** The one place where a message enters the queue, or is counted as dropped. Under the line's lock. */
    void offer(Draft draft) {
        counters.called(draft.kind());
        Optional<DropReason> refusal = closed ? Optional.of(DropReason.AFTER_CLOSE) : queue.offer(draft);
        if (refusal.isPresent()) {
            counters.dropped(draft.kind(), refusal.get());
            ThreadLine line = draft.envelope().thread();
            line.markLost(draft.envelope().sequence());
        }
    }

    /** Nothing that goes wrong in here reaches the graph, whatever it is. */
    void failedInside(Throwable failure) {
        try {
            counters.count(Occurrence.INTERNAL_ERROR);
            log(failure);
        } catch (Throwable unsayable) {
            // No stack or no memory is left to say it with.
        }
    }

    private void log(Throwable failure) {
        long last = loggedAt.get();
        long now = time.nanoTime();
        if (now - last >= LOG_INTERVAL_NANOS && loggedAt.compareAndSet(last, now)) {
            ErrorText error = ErrorText.of(failure);
            LOG.error(
                    "Telemetry failed inside; the graph was not disturbed, what it called is missing: {}\n{}",
                    error.forLog(redactor::redactText),
                    error.stack());
        }
    }

    void close() {
        closed = true;
    }

    ProducerCounters counters() {
        return counters;
    }

    TimeSource time() {
        return time;
    }

    MessageIds ids() {
        return ids;
    }

    StateEncoder encoder() {
        return encoder;
    }

    boolean sendsStates() {
        return states == StateMode.SENT;
    }

    long checkpointInterval() {
        return checkpointInterval;
    }
}
