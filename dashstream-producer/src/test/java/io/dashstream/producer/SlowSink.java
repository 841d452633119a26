package io.dashstream.producer;

import io.dashstream.producer.sink.TelemetryRecord;
import io.dashstream.producer.sink.TelemetrySink;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Makes the worker wait now and then, as a sink behind a bad network does. */
final class SlowSink implements TelemetrySink {

    private static final int EVERY = 1_000;

    private final TelemetrySink behind;
    private int records;

    SlowSink(TelemetrySink behind) {
        this.behind = behind;
    }

    @Override
    public void send(TelemetryRecord record, Completion completion) throws InterruptedException {
        if (++records % EVERY == 0) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        behind.send(record, completion);
    }

    @Override
    public void close(Duration timeout) {
        behind.close(timeout);
    }
}
