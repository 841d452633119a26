package io.dashstream.producer.worker;

import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.WireException;
import io.dashstream.producer.capture.Redactor;
import io.dashstream.producer.event.ErrorText;
import io.dashstream.producer.event.TimeSource;
import io.dashstream.producer.metrics.FailureReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sorts failures of the sink into a closed set and logs each reason once a minute, with how often it came. Thread-safe. */
final class FailureLog {

    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Map<FailureReason, Line> lines = new EnumMap<>(FailureReason.class);
    private final TimeSource time;
    private final Redactor redactor;
    private final Line deaths;

    FailureLog(TimeSource time, Redactor redactor) {
        this.time = time;
        this.redactor = redactor;
        this.deaths = new Line(System.nanoTime() - INTERVAL_NANOS);
    }

    /** Why a message could not be made. */
    static FailureReason reasonOf(Throwable failure) {
        return failure instanceof WireException wire && wire.reason() == WireException.Reason.TOO_LARGE
                ? FailureReason.TOO_LARGE
                : FailureReason.ENCODING;
    }

    FailureReason classify(Exception failure) {
        if (failure instanceof TimeoutException) {
            return FailureReason.TIMEOUT;
        }
        if (failure instanceof RecordTooLargeException || failure instanceof RecordBatchTooLargeException) {
            return FailureReason.TOO_LARGE;
        }
        if (failure instanceof AuthorizationException || failure instanceof AuthenticationException) {
            return FailureReason.AUTHORIZATION;
        }
        return FailureReason.SINK;
    }

    void report(MessageKind kind, FailureReason reason, Throwable failure) {
        long now = time.nanoTime();
        long count;
        synchronized (lines) {
            count = lines.computeIfAbsent(reason, key -> new Line(now - INTERVAL_NANOS))
                    .another(now);
        }
        if (count > 0) {
            LOG.warn(
                    "Telemetry is being lost: {} record(s) failed since the last such line, reason {}, the newest a {}: {}",
                    count,
                    reason.label(),
                    kind.label(),
                    ErrorText.of(failure).forLog(redactor::redactText));
        }
    }

    /** The worker's own thread only. Looks at no clock but the system's: the given one may be what failed. */
    void reportDeath(Throwable death) {
        long count = deaths.another(System.nanoTime());
        if (count > 0) {
            ErrorText error = ErrorText.of(death);
            LOG.error(
                    "The telemetry worker died and is started again, {} time(s) since the last such line: {}\n{}",
                    count,
                    error.forLog(redactor::redactText),
                    error.stack());
        }
    }

    private static final class Line {
        private long count;
        private long loggedAt;

        Line(long loggedAt) {
            this.loggedAt = loggedAt;
        }

        /** One more: how many there were since the last line if it is time for one, else 0. */
        long another(long now) {
            count++;
            if (now - loggedAt < INTERVAL_NANOS) {
                return 0;
            }
            long since = count;
            count = 0;
            loggedAt = now;
            return since;
        }
    }
}
