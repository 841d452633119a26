package io.dashstream.producer;

import io.dashstream.core.wire.MessageKind;
import io.dashstream.producer.metrics.Degradation;
import io.dashstream.producer.metrics.DropReason;
import io.dashstream.producer.metrics.FailureReason;
import io.dashstream.producer.metrics.Occurrence;
import io.dashstream.producer.metrics.ProducerCounters;
import io.dashstream.producer.queue.TelemetryQueue;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Reads counters into what users see. */
final class StatsReader {

    private StatsReader() {}

    static ProducerStats stats(ProducerCounters counters, TelemetryQueue queue, int openRuns, long redactions) {
        Map<String, Long> failed = new TreeMap<>();
        Map<String, Long> dropped = new TreeMap<>();
        for (MessageKind kind : MessageKind.values()) {
            for (FailureReason reason : FailureReason.values()) {
                put(failed, kind.label() + "." + reason.label(), counters.failedOf(kind, reason));
            }
            for (DropReason reason : DropReason.values()) {
                put(dropped, kind.label() + "." + reason.label(), counters.droppedOf(kind, reason));
            }
        }
        Map<String, Long> degraded = new TreeMap<>();
        for (Degradation reason : Degradation.values()) {
            degraded.put(reason.label(), counters.degradedOf(reason));
        }
        Map<String, Long> occurrences = new TreeMap<>();
        for (Occurrence occurrence : Occurrence.values()) {
            occurrences.put(occurrence.name().toLowerCase(Locale.ROOT), counters.countOf(occurrence));
        }
        occurrences.put("redaction", redactions);
        return new ProducerStats(
                queue.depth(),
                queue.bytes(),
                queue.capacity(),
                openRuns,
                byKind(counters::calledOf),
                byKind(counters::deliveredOf),
                byKind(counters::deliveredBytesOf),
                failed,
                dropped,
                degraded,
                occurrences);
    }

    static DeliveryReport report(ProducerCounters counters, boolean complete) {
        long delivered = 0;
        long failed = 0;
        long dropped = 0;
        long called = 0;
        for (MessageKind kind : MessageKind.values()) {
            delivered += counters.deliveredOf(kind);
            failed += counters.failedOf(kind);
            dropped += counters.droppedOf(kind);
            called += counters.calledOf(kind);
        }
        return new DeliveryReport(
                delivered, failed, dropped, Math.max(0, called - delivered - failed - dropped), complete);
    }

    private static Map<String, Long> byKind(ToLongFunction<MessageKind> figure) {
        Map<String, Long> figures = new TreeMap<>();
        for (MessageKind kind : MessageKind.values()) {
            put(figures, kind.label(), figure.applyAsLong(kind));
        }
        return figures;
    }

    private static void put(Map<String, Long> figures, String name, long value) {
        if (value != 0) {
            figures.put(name, value);
        }
    }
}
