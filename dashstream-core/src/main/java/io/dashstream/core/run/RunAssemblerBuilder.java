package io.dashstream.core.run;

import io.dashstream.core.wire.WireException;

/**
 * Configures a {@link RunAssembler}. Every limit is checked when it is set; the message of the exception names setting,
 * value and range.
 *
 * <p>Bytes of states and histories are counted as JSON; on the heap, a tree takes several times that.
 */
public final class RunAssemblerBuilder {

    private static final int MIB = 1024 * 1024;

    private int maxThreads = 4096;
    private int maxRuns = 4096;
    private int reorderMessages = 256;
    private int reorderBytes = 4 * MIB;
    private long reorderBytesTotal = 64L * MIB;
    private int historyEntries = 4096;
    private int historyBytes = 8 * MIB;
    private long historyBytesTotal = 128L * MIB;
    private int maxStateBytes = 64 * MIB;
    private int parentIds = 2048;

    RunAssemblerBuilder() {}

    /**
     * How many threads are kept. One that is heard of again after it was dropped is like one whose start was not seen.
     *
     * @param value threads; 4096 by default
     * @return this builder
     */
    public RunAssemblerBuilder maxThreads(int value) {
        maxThreads = (int) check("maxThreads", value, 1, 1_000_000);
        return this;
    }

    /**
     * How many runs are kept, whether they have ended or not.
     *
     * @param value runs; 4096 by default
     * @return this builder
     */
    public RunAssemblerBuilder maxRuns(int value) {
        maxRuns = (int) check("maxRuns", value, 1, 1_000_000);
        return this;
    }

    /**
     * How far ahead of a missing message others may wait for it. One that is further ahead makes a hole of what is missing.
     *
     * @param value messages per thread; 256 by default
     * @return this builder
     */
    public RunAssemblerBuilder reorderMessages(int value) {
        reorderMessages = (int) check("reorderMessages", value, 1, 65_536);
        return this;
    }

    /**
     * How many bytes of messages of one thread may wait for a missing one.
     *
     * @param value bytes of encoded messages; 4 MiB by default
     * @return this builder
     */
    public RunAssemblerBuilder reorderBytes(int value) {
        reorderBytes = (int) check("reorderBytes", value, 0, 1 << 30);
        return this;
    }

    /**
     * How many bytes of messages may wait in all threads together.
     *
     * @param value bytes of encoded messages; 64 MiB by default
     * @return this builder
     */
    public RunAssemblerBuilder reorderBytesTotal(long value) {
        reorderBytesTotal = check("reorderBytesTotal", value, 0, 1L << 40);
        return this;
    }

    /**
     * How many earlier states of one run can be asked for.
     *
     * @param value states; 4096 by default
     * @return this builder
     */
    public RunAssemblerBuilder historyEntries(int value) {
        historyEntries = (int) check("historyEntries", value, 1, 1 << 24);
        return this;
    }

    /**
     * How many bytes of patches and states are kept of one run, besides its newest state.
     *
     * @param value bytes of JSON; 8 MiB by default
     * @return this builder
     */
    public RunAssemblerBuilder historyBytes(int value) {
        historyBytes = (int) check("historyBytes", value, 0, 1 << 30);
        return this;
    }

    /**
     * How many bytes of patches and states are kept of all runs together. When they are more, the pasts of the runs that
     * were not heard of for longest are dropped first, then such runs.
     *
     * @param value bytes of JSON; 128 MiB by default
     * @return this builder
     */
    public RunAssemblerBuilder historyBytesTotal(long value) {
        historyBytesTotal = check("historyBytesTotal", value, 0, 1L << 40);
        return this;
    }

    /**
     * How large a state may be. A run with a larger one is corrupted.
     *
     * @param value bytes of JSON; 64 MiB by default
     * @return this builder
     */
    public RunAssemblerBuilder maxStateBytes(int value) {
        maxStateBytes = (int) check("maxStateBytes", value, 1024, 1 << 30);
        return this;
    }

    /**
     * How many messages of one thread are remembered as parents of others, to tell concurrent runs apart.
     *
     * @param value messages per thread; 2048 by default
     * @return this builder
     */
    public RunAssemblerBuilder parentIds(int value) {
        parentIds = (int) check("parentIds", value, 16, 1 << 20);
        return this;
    }

    /**
     * Makes the assembler.
     *
     * @return a new assembler that has seen nothing
     */
    public RunAssembler build() {
        return new RunAssembler(new RunLimits(
                maxThreads,
                maxRuns,
                reorderMessages,
                reorderBytes,
                reorderBytesTotal,
                historyEntries,
                historyBytes,
                historyBytesTotal,
                maxStateBytes,
                parentIds));
    }

    private static long check(String setting, long value, long lowest, long highest) {
        if (value < lowest || value > highest) {
            throw new WireException(
                    WireException.Reason.INVALID_ARGUMENT,
                    setting + " is " + value + "; it must be from " + lowest + " to " + highest);
        }
        return value;
    }
}
