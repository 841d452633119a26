package io.dashstream.core.run;

import io.dashstream.core.run.RunUpdate.IgnoredReason;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.Sequences;
import io.dashstream.core.wire.WireException;
import io.dashstream.core.wire.v1.DashStreamMessage;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rebuilds runs from the messages of any number of threads.
 *
 * <p>Feed it messages as they come with {@link #accept}; it says what each changed and keeps the {@link RunState} of every
 * run. For each thread it puts messages in order by their sequence (unsigned), drops copies, waits a little for what is
 * missing and then declares a hole; tells concurrent runs of one thread apart; applies diffs and verifies hashes. What it
 * can't be sure of it does not claim: a state is either right or not handed out.
 *
 * <p>It has no clock. Whoever feeds it decides how long to wait for messages that are out of order, and calls
 * {@link #flush} to stop waiting; a reader does so when there has been nothing to read for a while.
 *
 * <p>No message can make it throw, or keep more than its limits: what was not heard of for longest is dropped, counted and
 * announced. Not thread-safe.
 *
 * <pre>{@code
 * RunAssembler runs = RunAssembler.builder().build();
 * for (RunUpdate update : runs.accept(message)) {
 *     if (update instanceof RunUpdate.RunCorrupted lost) {
 *         log.warn("{}: {}", lost.key(), lost.corruption());
 *     }
 * }
 * runs.run(key).flatMap(RunState::state).ifPresent(this::show);
 * }</pre>
 */
public final class RunAssembler {

    private final RunLimits limits;
    private final UpdateLog log = new UpdateLog();
    private final RunTable table;

    /** Those that were not heard of for longest first. */
    private final Map<ThreadKey, ThreadRuns> threads = new LinkedHashMap<>(16, 0.75f, true);

    private long waitingBytes;

    RunAssembler(RunLimits limits) {
        this.limits = limits;
        this.table = new RunTable(limits, log);
    }

    /**
     * Begins the configuration of an assembler.
     *
     * @return a builder with all defaults
     */
    public static RunAssemblerBuilder builder() {
        return new RunAssemblerBuilder();
    }

    /**
     * Takes a message in. A batch is exactly its events.
     *
     * @param message any message
     * @return what it changed, in order; may concern earlier messages that waited for it
     */
    public List<RunUpdate> accept(DashStreamMessage message) {
        try {
            acceptAll(message);
        } catch (WireException e) {
            log.messageArrived();
            log.add(new RunUpdate.MessageIgnored(new ThreadKey("", ""), 0, IgnoredReason.UNKNOWN_KIND, message));
        }
        return log.take();
    }

    private void acceptAll(DashStreamMessage message) {
        Numbered.Schema envelope = Numbered.Schema.of(Messages.header(message));
        List<DashStreamMessage> parts = Messages.flatten(message);
        if (parts.isEmpty() && envelope == Numbered.Schema.NEWER) {
            log.messageArrived();
            log.add(new RunUpdate.MessageIgnored(
                    ThreadKey.of(Messages.header(message)), Sequences.NONE, IgnoredReason.NEWER_SCHEMA, message));
        }
        for (DashStreamMessage part : parts) {
            Numbered numbered = Numbered.of(part, envelope);
            log.messageArrived();
            acceptPart(numbered);
        }
    }

    private void acceptPart(Numbered message) {
        ThreadKey key = ThreadKey.of(message.header());
        ThreadRuns thread = threads.computeIfAbsent(key, absent -> new ThreadRuns(absent, limits, table, log));
        long waitedBefore = thread.waitingBytes();
        thread.accept(message);
        waitingBytes += thread.waitingBytes() - waitedBefore;
        trim();
    }

    /**
     * Stops waiting for messages that are out of order: those that are missing are declared as holes, and those that waited
     * for them are processed. A message declared missing that comes afterwards is counted as late and not applied.
     *
     * @return what that changed
     */
    public List<RunUpdate> flush() {
        threads.values().forEach(ThreadRuns::flush);
        waitingBytes = 0;
        trim();
        return log.take();
    }

    /**
     * One run.
     *
     * @param key which
     * @return a live view of it; empty if it is not known or not kept any more
     */
    public Optional<RunState> run(RunKey key) {
        return table.find(key);
    }

    /**
     * All runs that are kept, those that were not heard of for longest first.
     *
     * @return a live view, not to be iterated over while messages are taken in
     */
    public Collection<RunState> runs() {
        return table.all();
    }

    /**
     * What happened so far.
     *
     * @return the counts of this moment
     */
    public AssemblerCounts counts() {
        return log.counts();
    }

    private void trim() {
        Iterator<ThreadRuns> eldestFirst = threads.values().iterator();
        while (waitingBytes > limits.reorderBytesTotal() && eldestFirst.hasNext()) {
            ThreadRuns thread = eldestFirst.next();
            waitingBytes -= thread.waitingBytes();
            thread.flush();
        }
        while (threads.size() > limits.threads()) {
            Iterator<ThreadRuns> eldest = threads.values().iterator();
            ThreadRuns thread = eldest.next();
            eldest.remove();
            waitingBytes -= thread.waitingBytes();
            thread.evict();
        }
        for (RunState dropped : table.trim()) {
            Optional.ofNullable(threads.get(dropped.key().thread())).ifPresent(thread -> thread.forget(dropped));
        }
    }
}
