package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.wire.MessageKind;
import java.util.Map;

/** The rule that closes: for every kind of message, called = delivered + failed + dropped + pending. */
final class Sums {

    private Sums() {}

    /** Checks the rule for each kind at a moment when nothing is pending. */
    static void assertClosed(ProducerStats stats) {
        for (MessageKind kind : MessageKind.values()) {
            long settled = stats.delivered().getOrDefault(kind.label(), 0L)
                    + sum(stats.failed(), kind)
                    + sum(stats.dropped(), kind);
            assertThat(settled)
                    .as("delivered + failed + dropped of %s in %s", kind.label(), stats)
                    .isEqualTo(stats.called().getOrDefault(kind.label(), 0L));
        }
    }

    private static long sum(Map<String, Long> byKindAndReason, MessageKind kind) {
        return byKindAndReason.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(kind.label() + "."))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    static long total(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
