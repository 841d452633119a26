package io.dashstream.examples.quickstart.replay;

import io.dashstream.core.run.RunAssembler;
import io.dashstream.core.run.RunKey;
import io.dashstream.core.run.RunUpdate;
import io.dashstream.core.run.ThreadKey;
import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.WireException;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.StoredRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decodes records, lets the core rebuild their runs, and keeps what there is to show of each. Used by one thread at a time. */
final class RunCollector implements AutoCloseable {

    private final FrameDecoder decoder = FrameDecoder.strict();
    private final RunAssembler assembler = RunAssembler.builder().build();
    private final Map<RunKey, RunTrace> traces = new LinkedHashMap<>();
    private final Map<ThreadKey, Traffic> traffic = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private long missing;

    void take(StoredRecord record) {
        try {
            DashStreamMessage message = decoder.decode(record.copyOfValue());
            traffic.computeIfAbsent(threadOf(message), key -> new Traffic()).add(message, record.size());
            assembler.accept(message).forEach(this::take);
        } catch (WireException e) {
            fault("record " + record + " can't be read: " + e.getMessage());
        }
    }

    void gap(Gap gap) {
        missing += gap.maxLost();
        fault("records are gone: " + gap);
    }

    void fault(String text) {
        faults.add(text);
    }

    /** Nothing more will come: what is still waited for is missing. */
    Replayed finish() {
        assembler.flush().forEach(this::take);
        List<ReplayedRun> runs = traces.values().stream()
                .map(trace -> trace.finish(assembler.run(trace.key()).orElseThrow(), trafficOf(trace.key())))
                .toList();
        return new Replayed(runs, missing, List.copyOf(faults));
    }

    private void take(RunUpdate update) {
        if (update instanceof RunUpdate.OfRun ofRun) {
            traces.computeIfAbsent(ofRun.key(), RunTrace::new).take(ofRun);
        } else if (update instanceof RunUpdate.SequenceHole hole) {
            missing += hole.last() - hole.sequence() + 1;
            fault("messages " + Long.toUnsignedString(hole.sequence()) + " to " + Long.toUnsignedString(hole.last())
                    + " of " + hole.thread().threadId() + " are missing");
        } else {
            fault("unexpected: " + update);
        }
    }

    private Traffic trafficOf(RunKey key) {
        return traffic.getOrDefault(key.thread(), new Traffic());
    }

    private static ThreadKey threadOf(DashStreamMessage message) {
        Header header = Messages.header(message);
        return new ThreadKey(header.getTenantId(), header.getThreadId());
    }

    @Override
    public void close() {
        decoder.close();
    }
}
