package io.dashstream.core.run;

import io.dashstream.core.run.RunUpdate.IgnoredReason;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the messages of one thread in order: each number is passed on at most once, and numbers only rise until the count
 * begins anew. What is missing is waited for inside a window bounded in numbers and in bytes, then given up as a hole.
 *
 * <p>Every message is exactly one of {@link Place}. The first message seen is the baseline: what precedes it is not
 * missing but unseen. A count begins anew if a GRAPH_START has a number that was passed and is no copy, if a number comes
 * again with another message, if a passed number comes with a time that no message of the old count had, or if nothing but
 * passed numbers come. Unsigned arithmetic throughout; 0 never gets here.
 */
final class ThreadSequencer {

    /** What a number means for the order. */
    enum Place {
        /** The expected one. */
        NEXT,
        /** Beyond the expected one. */
        AHEAD,
        /** A copy of a message that was here. */
        DUPLICATE,
        /** Given up, or from before the baseline. */
        LATE,
        /** The first of a new count. */
        RESTART,
        /** Of a run that began in another count than this one: that process is not gone, or its messages were on the way. */
        OTHER_COUNT,
        /** Of no known run, and from before this count began. */
        OUTDATED
    }

    /** Receives the messages in order and learns what is missing. */
    interface Output {

        /** A message in its place, as far as its number says. */
        void inOrder(Numbered message, Pace pace);

        /** Messages given up. */
        void hole(long first, long last);

        /** The count begins, for the first time or anew. */
        void countBegins(long first, Baseline baseline);

        /** Whether the message is of a run that is known to have begun in another count. */
        boolean isOfOtherCount(Numbered message);

        /** Whether the message names a parent that is not known. */
        boolean isOfUnknownParent(Numbered message);

        /** That other count goes on, with this message. */
        void countGoesOn(Numbered message);

        /** A message that is not passed on. */
        void ignored(Numbered message, IgnoredReason reason);
    }

    /** Whether the time of a message supports what its number says: that it follows the one before in one process. */
    enum Pace {
        /** It happened at most a moment before or after. */
        STEADY,
        /** Clearly later: another process may have begun to use the same numbers. */
        LATER,
        /** Clearly earlier: a process that is gone used the same numbers, or the clock was set back. */
        EARLIER
    }

    /** How a count begins for us. */
    enum Baseline {
        /** With its first message, so that nothing precedes what we know. */
        BEGINNING,
        /** Somewhere later. */
        MIDDLE,
        /** Anew with its first message, after another count. */
        RESTART_BEGINNING,
        /** Anew, somewhere later. */
        RESTART_MIDDLE
    }

    /** A process can't be restarted, nor a state captured, so fast that time tells nothing. */
    private static final long CLEARLY_MICROS = 1_000_000;

    /** A counter that starts at the clock is beyond this (1980), one that starts at 1 never gets there. */
    private static final long LOWEST_CLOCK = 315_532_800_000_000L;

    private static final int STARTS_REMEMBERED = 256;

    /** So many late messages with none in order between them are not late: it was a wrong number that made them so. */
    private static final int LATE_IN_A_ROW = 16;

    private final int windowNumbers;
    private final long windowBytes;
    private final Output output;

    private final ReorderWindow window = new ReorderWindow();
    private final MissingNumbers missing = new MissingNumbers();
    private final Map<Long, Boolean> starts = new BoundedMap<>(STARTS_REMEMBERED);

    private SequenceMemory memory = new SequenceMemory();
    private final RecentMessages recent = new RecentMessages();

    private enum Anchor {
        NOTHING_SEEN,
        /** What was seen may be preceded by the beginning of the count; until that is clear it waits. */
        OPEN,
        SET
    }

    private Anchor anchor = Anchor.NOTHING_SEEN;
    private long baseline;
    private long last;
    private long baselineTimestamp;
    private long newestTimestamp;
    private long passedTimestamp;
    private int lateInARow;

    ThreadSequencer(int windowNumbers, long windowBytes, Output output) {
        this.windowNumbers = windowNumbers;
        this.windowBytes = windowBytes;
        this.output = output;
    }

    void accept(Numbered message) {
        if (anchor == Anchor.NOTHING_SEEN) {
            begin(message, Anchor.OPEN);
            return;
        }
        switch (place(message)) {
            case NEXT -> {
                pass(message);
                passContiguous();
            }
            case AHEAD -> hold(message);
            case DUPLICATE -> output.ignored(message, IgnoredReason.DUPLICATE);
            case LATE -> {
                lateInARow++;
                remember(message);
                output.ignored(
                        message,
                        missing.remove(message.sequence()) ? IgnoredReason.LATE : IgnoredReason.BEFORE_BASELINE);
            }
            case RESTART -> {
                forgetCount();
                begin(message, Anchor.SET);
            }
            case OUTDATED -> output.ignored(message, IgnoredReason.BEFORE_BASELINE);
            case OTHER_COUNT -> {
                forgetCount();
                baseline = message.sequence();
                baselineTimestamp = message.header().getTimestampUs();
                output.countGoesOn(message);
                pass(message);
            }
        }
    }

    /** Stops waiting: gives up what is missing before what waits. */
    void flush() {
        while (!window.isEmpty()) {
            giveUpLowest();
        }
    }

    long last() {
        return last;
    }

    long waitingBytes() {
        return window.bytes();
    }

    Place place(Numbered message) {
        long sequence = message.sequence();
        if (recent.contains(message.fingerprint())) {
            return Place.DUPLICATE;
        }
        if (output.isOfOtherCount(message)) {
            return Place.OTHER_COUNT;
        }
        if (isFromBeforeCount(message) && output.isOfUnknownParent(message)) {
            return Place.OUTDATED;
        }
        Optional<Numbered> waiting = window.find(sequence);
        if (waiting.isPresent()) {
            return waiting.get().fingerprint() == message.fingerprint() ? Place.DUPLICATE : Place.RESTART;
        }
        if (isBeforeWaiting(sequence) && isClearlyNewer(message)) {
            return Place.RESTART;
        }
        if (sequence == last + 1) {
            return Place.NEXT;
        }
        if (Long.compareUnsigned(sequence, last) > 0) {
            return Place.AHEAD;
        }
        return memory.isOther(sequence, message.fingerprint()) ? Place.RESTART : placeOfUnknown(message);
    }

    /** A passed number of which it is not remembered which message had it. */
    private Place placeOfUnknown(Numbered message) {
        if (message.startsRun() && starts.containsKey(message.fingerprint())) {
            return Place.DUPLICATE;
        }
        if (isClearlyNewer(message)) {
            return Place.RESTART;
        }
        boolean wasMissing = missing.contains(message.sequence());
        if (message.startsRun() && !wasMissing) {
            return Place.RESTART;
        }
        if (wasMissing || Long.compareUnsigned(message.sequence(), baseline) < 0) {
            return lateInARow < LATE_IN_A_ROW ? Place.LATE : Place.RESTART;
        }
        return Place.DUPLICATE;
    }

    private boolean isClearlyNewer(Numbered message) {
        long timestamp = message.header().getTimestampUs();
        return timestamp > newestTimestamp && timestamp - newestTimestamp > CLEARLY_MICROS;
    }

    private boolean isBeforeWaiting(long sequence) {
        return !window.isEmpty() && Long.compareUnsigned(sequence, window.highest()) < 0;
    }

    private boolean isFromBeforeCount(Numbered message) {
        long timestamp = message.header().getTimestampUs();
        return 0 < timestamp && timestamp < baselineTimestamp && baselineTimestamp - timestamp > CLEARLY_MICROS;
    }

    private void forgetCount() {
        flush();
        missing.clear();
        memory = new SequenceMemory();
        newestTimestamp = 0;
        baselineTimestamp = 0;
    }

    /** A count may begin shortly before the first message that we see of it; then that one waits. */
    private void begin(Numbered message, Anchor whileWaiting) {
        boolean restarted = whileWaiting == Anchor.SET;
        long sequence = message.sequence();
        if (sequence != 1 && Long.compareUnsigned(sequence, windowNumbers) <= 0) {
            anchor = whileWaiting;
            last = 0;
            baseline = 1;
            if (restarted) {
                output.countBegins(1, Baseline.RESTART_BEGINNING);
            }
            hold(message);
            return;
        }
        anchorAt(message, restarted);
        pass(message);
        passContiguous();
    }

    private void anchorAt(Numbered message, boolean restarted) {
        anchor = Anchor.SET;
        baseline = message.sequence();
        baselineTimestamp = message.header().getTimestampUs();
        last = baseline - 1;
        boolean beginning = baseline == 1 || startsAtClock(message);
        if (restarted) {
            output.countBegins(baseline, beginning ? Baseline.RESTART_BEGINNING : Baseline.RESTART_MIDDLE);
        } else {
            output.countBegins(baseline, beginning ? Baseline.BEGINNING : Baseline.MIDDLE);
        }
    }

    private void notice(Numbered message) {
        newestTimestamp = Math.max(newestTimestamp, message.header().getTimestampUs());
    }

    private void hold(Numbered message) {
        notice(message);
        window.put(message);
        while (!window.isEmpty()
                && (window.bytes() > windowBytes || Long.compareUnsigned(window.highest() - last, windowNumbers) > 0)) {
            giveUpLowest();
        }
    }

    private void giveUpLowest() {
        Numbered lowest = window.takeLowest();
        if (anchor == Anchor.OPEN) {
            anchorAt(lowest, false);
        } else if (isAnotherClockStart(lowest)) {
            anchorAt(lowest, true);
        } else {
            missing.add(last + 1, lowest.sequence() - 1);
            output.hole(last + 1, lowest.sequence() - 1);
        }
        pass(lowest);
        passContiguous();
    }

    private void passContiguous() {
        while (window.lowest().filter(lowest -> lowest.sequence() == last + 1).isPresent()) {
            pass(window.takeLowest());
        }
    }

    private void pass(Numbered message) {
        if (anchor == Anchor.OPEN) {
            anchorAt(message, false);
        }
        last = message.sequence();
        lateInARow = 0;
        notice(message);
        remember(message);
        if (message.startsRun()) {
            starts.put(message.fingerprint(), true);
        }
        Pace pace = paceOf(message);
        passedTimestamp = message.header().getTimestampUs();
        output.inOrder(message, pace);
    }

    /** Counts that start at the clock have no numbers in common; of those only the order matters. */
    private Pace paceOf(Numbered message) {
        if (message.sequence() == baseline || Long.compareUnsigned(baseline, LOWEST_CLOCK) >= 0) {
            return Pace.STEADY;
        }
        long passed = message.header().getTimestampUs() - passedTimestamp;
        return Math.abs(passed) <= CLEARLY_MICROS ? Pace.STEADY : passed > 0 ? Pace.LATER : Pace.EARLIER;
    }

    private void remember(Numbered message) {
        memory.put(message.sequence(), message.fingerprint());
        recent.add(message.fingerprint());
    }

    /** So many messages are not lost at once, but so many microseconds pass before a process runs again. */
    private boolean isAnotherClockStart(Numbered lowest) {
        return startsAtClock(lowest) || (lowest.sequence() > LOWEST_CLOCK && lowest.sequence() - last > CLEARLY_MICROS);
    }

    /** A producer may start a thread's counter at the current microsecond, which is then the time of its first message. */
    private static boolean startsAtClock(Numbered message) {
        long sequence = message.sequence();
        return message.startsRun()
                && sequence > LOWEST_CLOCK
                && Math.abs(sequence - message.header().getTimestampUs()) < CLEARLY_MICROS;
    }
}
