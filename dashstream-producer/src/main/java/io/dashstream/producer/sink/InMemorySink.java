package io.dashstream.producer.sink;

import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.core.wire.v1.DashStreamMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps every record in memory and confirms it at once: for tests.
 *
 * <p>Thread-safe. Grows without bound.
 */
public final class InMemorySink implements TelemetrySink {

    private final List<TelemetryRecord> records = new ArrayList<>();

    /** Creates an empty sink. */
    public InMemorySink() {}

    @Override
    public void send(TelemetryRecord record, Completion completion) {
        synchronized (records) {
            records.add(record);
        }
        completion.done(null);
    }

    /**
     * What was sent so far.
     *
     * @return a copy, in the order of sending
     */
    public List<TelemetryRecord> records() {
        synchronized (records) {
            return List.copyOf(records);
        }
    }

    /**
     * What was sent so far, decoded.
     *
     * @return the messages in the order of sending
     * @throws io.dashstream.core.wire.WireException if a record is not a strict frame
     */
    public List<DashStreamMessage> messages() {
        try (FrameDecoder decoder = FrameDecoder.strict()) {
            return records().stream()
                    .map(record -> decoder.decode(record.value()))
                    .toList();
        }
    }

    @Override
    public void close(Duration timeout) {
        // Tests look at the records after the producer is closed.
    }
}
