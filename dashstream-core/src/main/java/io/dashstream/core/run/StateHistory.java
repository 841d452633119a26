package io.dashstream.core.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.diff.StatePatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the state of one run was at each of its sequences. Keeps the patches, and a whole state at the beginning of each
 * segment of at most {@value #SEGMENT} patches, so that any state is at most that many patches away from a base. States
 * share their unchanged parts, and nobody changes a state, so what was answered once never changes.
 *
 * <p>Bounded in entries and in bytes of JSON. Segments are dropped whole, the oldest first; the newest state stays.
 */
final class StateHistory {

    /** After how many patches the whole state is kept. */
    static final int SEGMENT = 64;

    /** What an entry costs besides its JSON. */
    private static final int ENTRY_BYTES = 128;

    /** What is known from one sequence on. */
    private sealed interface Entry {
        int weight();
    }

    private record Base(JsonNode state, Verification verification, int weight) implements Entry {}

    private record Step(StatePatch patch, Verification verification, int weight) implements Entry {}

    private record Lost(Corruption corruption, int weight) implements Entry {}

    private record Blank(int weight) implements Entry {}

    private final NavigableMap<Long, Entry> entries = new TreeMap<>(Long::compareUnsigned);
    private final int largestEntries;
    private final long largestBytes;
    private final MemoryBudget budget;

    private enum Completeness {
        COMPLETE,
        TRIMMED
    }

    private Completeness completeness = Completeness.COMPLETE;
    private long bytes;
    private int stepsSinceBase;

    StateHistory(int largestEntries, long largestBytes, MemoryBudget budget) {
        this.largestEntries = largestEntries;
        this.largestBytes = largestBytes;
        this.budget = budget;
    }

    void base(RebuiltState state, long stateBytes) {
        put(state.sequence(), new Base(state.value(), state.verification(), weight(stateBytes)));
        stepsSinceBase = 0;
        trim();
    }

    void step(StatePatch patch, long patchBytes, RebuiltState after) {
        put(after.sequence(), new Step(patch, after.verification(), weight(patchBytes)));
        stepsSinceBase++;
    }

    /** Whether the next whole state should be kept, see {@link #base}. */
    boolean baseIsDue() {
        return stepsSinceBase >= SEGMENT || exceeded();
    }

    void lost(Corruption corruption) {
        put(corruption.sequence(), new Lost(corruption, weight(0)));
        stepsSinceBase = 0;
        trim();
    }

    void blank(long sequence) {
        put(sequence, new Blank(weight(0)));
        stepsSinceBase = 0;
        trim();
    }

    /** Forgets everything because the numbers begin anew. */
    void restart() {
        change(-bytes);
        entries.clear();
        completeness = Completeness.COMPLETE;
        stepsSinceBase = 0;
    }

    /** Drops everything but what is newest. Says whether that was something. */
    boolean shrink() {
        long before = bytes;
        while (dropOldestSegment()) {
            completeness = Completeness.TRIMMED;
        }
        return bytes < before;
    }

    /** The answer for a sequence between the run's first and last. */
    StateAt at(long sequence) {
        Map.Entry<Long, Entry> found = entries.floorEntry(sequence);
        if (found == null) {
            return completeness == Completeness.TRIMMED
                    ? new StateAt.Dropped(entries.firstKey())
                    : new StateAt.NoBase();
        }
        Entry entry = found.getValue();
        if (entry instanceof Base base) {
            return new StateAt.Known(new RebuiltState(found.getKey(), base.state(), base.verification()));
        }
        if (entry instanceof Step step) {
            return new StateAt.Known(new RebuiltState(found.getKey(), replay(found.getKey()), step.verification()));
        }
        return entry instanceof Lost lost ? new StateAt.Corrupted(lost.corruption()) : new StateAt.NoBase();
    }

    private JsonNode replay(long sequence) {
        Deque<StatePatch> patches = new ArrayDeque<>();
        for (Entry entry : entries.headMap(sequence, true).descendingMap().values()) {
            if (entry instanceof Base base) {
                JsonNode state = base.state();
                while (!patches.isEmpty()) {
                    state = patches.pop().apply(state);
                }
                return state;
            }
            if (entry instanceof Step step) {
                patches.push(step.patch());
            }
        }
        throw new IllegalStateException("no base before " + Long.toUnsignedString(sequence));
    }

    private void put(long sequence, Entry entry) {
        Entry previous = entries.put(sequence, entry);
        change(entry.weight() - (previous == null ? 0L : previous.weight()));
    }

    private void trim() {
        while (exceeded() && dropOldestSegment()) {
            completeness = Completeness.TRIMMED;
        }
    }

    private boolean exceeded() {
        return entries.size() > largestEntries || bytes > largestBytes;
    }

    /** Drops the first entry and the steps that build on it, unless the newest entry is among them. */
    private boolean dropOldestSegment() {
        Map.Entry<Long, Entry> next = entries.isEmpty() ? null : entries.higherEntry(entries.firstKey());
        while (next != null && next.getValue() instanceof Step) {
            next = entries.higherEntry(next.getKey());
        }
        if (next == null) {
            return false;
        }
        NavigableMap<Long, Entry> segment = entries.headMap(next.getKey(), false);
        change(-segment.values().stream().mapToLong(Entry::weight).sum());
        segment.clear();
        return true;
    }

    private void change(long difference) {
        bytes += difference;
        budget.change(difference);
    }

    private static int weight(long jsonBytes) {
        return (int) Math.min(Integer.MAX_VALUE, ENTRY_BYTES + jsonBytes);
    }
}
