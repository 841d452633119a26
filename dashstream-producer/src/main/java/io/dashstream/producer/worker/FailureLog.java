package io.dashstream.producer.worker;

import io.dashstream.core.wire.LogText;
import io.dashstream.core.wire.MessageKind;
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

    FailureLog(TimeSource time) {
        this.time = time;
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
            Line line = lines.computeIfAbsent(reason, key -> new Line(now - INTERVAL_NANOS));
            line.count++;
            if (now - line.loggedAt < INTERVAL_NANOS) {
                return;
            }
            count = line.count;
            line.count = 0;
            line.loggedAt = now;
        }
        LOG.warn(
                "Telemetry is being lost: {} record(s) failed since the last such line, reason {}, the newest a {}: {}",
                count,
                reason.label(),
                kind.label(),
                LogText.of(String.valueOf(failure)));
    }

    private static final class Line {
        private long count;
        private long loggedAt;

        Line(long loggedAt) {
            this.loggedAt = loggedAt;
        }
    }
}
