package io.dashstream.benchmarks;

import io.dashstream.producer.sink.TelemetryRecord;
import io.dashstream.producer.sink.TelemetrySink;
import java.time.Duration;

/** Confirms everything and keeps nothing. */
final class NoSink implements TelemetrySink {

    @Override
    public void send(TelemetryRecord message, Completion completion) {
        completion.done(null);
    }

    @Override
    public void close(Duration timeout) {
        // nothing is open
    }
}
