package io.dashstream.producer.worker;

import io.dashstream.core.wire.EncodedFrame;
import io.dashstream.core.wire.FrameEncoder;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.producer.event.Envelope;
import io.dashstream.producer.event.ThreadLine;
import io.dashstream.producer.event.TimeSource;
import io.dashstream.producer.metrics.Occurrence;
import io.dashstream.producer.metrics.ProducerCounters;
import io.dashstream.producer.metrics.Stage;
import io.dashstream.producer.sink.TelemetryRecord;
import io.dashstream.producer.sink.TelemetrySink;

/** Encodes a message once and hands it to the sink. For the worker only. */
final class Courier {

    private final FrameEncoder encoder;
    private final TelemetrySink sink;
    private final ProducerCounters counters;
    private final FailureLog failures;
    private final TimeSource time;
    private final InFlight inFlight;

    Courier(
            FrameEncoder encoder,
            TelemetrySink sink,
            ProducerCounters counters,
            FailureLog failures,
            TimeSource time,
            InFlight inFlight) {
        this.encoder = encoder;
        this.sink = sink;
        this.counters = counters;
        this.failures = failures;
        this.time = time;
        this.inFlight = inFlight;
    }

    boolean fits(DashStreamMessage message) {
        return encoder.fits(message);
    }

    /**
     * What a record carries.
     *
     * @param kind the kind of its messages
     * @param messages how many
     * @param lastSequence the highest of their numbers
     * @param timestampMicros when the first happened
     */
    record Load(MessageKind kind, int messages, long lastSequence, long timestampMicros) {
        static Load of(Envelope envelope, MessageKind kind) {
            return new Load(kind, 1, envelope.sequence(), envelope.timestampMicros());
        }
    }

    /**
     * Sends a record that carries messages of one kind. From the moment the sink has it, the sink's answer settles them.
     *
     * @return whether it was handed over; false if the sink refused it at once, which is settled then
     * @throws io.dashstream.core.wire.WireException if it can't be encoded; nothing is settled
     * @throws InterruptedException if the producer was closed while the sink made it wait; nothing is settled
     */
    boolean send(ThreadLine line, Load load, DashStreamMessage message) throws InterruptedException {
        long started = time.nanoTime();
        EncodedFrame frame = encoder.encode(message);
        long encoded = time.nanoTime();
        counters.passed(Stage.ENCODE, encoded - started);
        if (frame.outcome() == EncodedFrame.Compression.FAILED) {
            counters.count(Occurrence.COMPRESSION_FAILURE);
            if (load.kind() == MessageKind.CHECKPOINT) {
                counters.count(Occurrence.CHECKPOINT_COMPRESSION_FAILURE);
            }
        }
        Delivery delivery =
                new Delivery(line, load, frame.bytes().length, counters, failures, time, encoded, inFlight.begin());
        TelemetryRecord record = new TelemetryRecord(
                line.tenantId(), line.threadId(), load.kind(), load.timestampMicros(), frame.bytes());
        try {
            sink.send(record, delivery);
        } catch (InterruptedException closing) {
            delivery.withdraw();
            throw closing;
        } catch (Exception failure) {
            // Checked ones too: sinks in other languages than Java throw them undeclared.
            delivery.done(failure);
        } catch (Throwable bug) {
            // Whatever a sink does, its record is settled: a flush waits for it.
            delivery.done(new IllegalStateException("the sink failed with " + bug, bug));
        }
        return !delivery.failed();
    }
}
