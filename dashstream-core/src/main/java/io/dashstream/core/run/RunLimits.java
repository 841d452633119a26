package io.dashstream.core.run;

/** What an assembler may keep; see {@link RunAssembler.Builder}. */
record RunLimits(
        int threads,
        int runs,
        int reorderMessages,
        int reorderBytes,
        long reorderBytesTotal,
        int historyEntries,
        int historyBytes,
        long historyBytesTotal,
        int stateBytes,
        int parentIds) {}
