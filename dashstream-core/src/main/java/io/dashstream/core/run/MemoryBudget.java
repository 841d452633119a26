package io.dashstream.core.run;

/** How many bytes of JSON several holders keep together. */
final class MemoryBudget {

    private final long limit;
    private long used;

    MemoryBudget(long limit) {
        this.limit = limit;
    }

    void change(long bytes) {
        used += bytes;
    }

    boolean exceeded() {
        return used > limit;
    }
}
