package io.dashstream.benchmarks;

import java.util.Arrays;

/** Latencies in the order in which they were measured, and what is read off them. */
final class Percentiles {

    private final long[] nanos;

    Percentiles(long[] nanos) {
        this.nanos = nanos.clone();
        Arrays.sort(this.nanos);
    }

    void put(MarkdownTable table, String row) {
        table.put(row, "p50, ms", millis(0.5));
        table.put(row, "p99, ms", millis(0.99));
        table.put(row, "p99.9, ms", millis(0.999));
    }

    double millis(double part) {
        return nanos[(int) Math.min(nanos.length - 1L, (long) (nanos.length * part))] / 1e6;
    }
}
