package io.dashstream.replay.hub;

import io.dashstream.core.settings.NumberRange;
import io.dashstream.replay.ReplayException;
import java.util.Locale;

/**
 * Everything about sessions that can be set, each with its default and its bounds. In the environment a limit is called
 * {@code DASHSTREAM_} and its name, for instance {@code DASHSTREAM_SESSIONS=500}. None has a special meaning for 0.
 */
public enum SessionLimit {
    /** Sessions in all. */
    SESSIONS(10_000, 1, 1_000_000, "sessions"),
    /** Sessions per client address. */
    SESSIONS_PER_ADDRESS(50, 1, 1_000_000, "sessions"),
    /** Resumes that one session may ask for in a minute; a resync counts as one. */
    RESUMES_PER_MINUTE(60, 1, 100_000, "resumes"),
    /** The size of a frame from the client, in UTF-8. */
    CONTROL_FRAME_BYTES(65_536, 1_024, 1_048_576, "bytes"),
    /** Partitions, tenants and threads that one frame from the client may name. */
    ENTRIES_PER_RESUME(10_000, 1, 10_000, "entries"),
    /** Invalid frames from a client before its session is closed. */
    INVALID_FRAMES(10, 1, 10_000, "frames"),
    /** How long one send may take. */
    SEND_TIMEOUT_MS(10_000, 100, 600_000, "milliseconds"),
    /** How long a client may be connected without asking for anything. */
    IDLE_TIMEOUT_MS(60_000, 1_000, 3_600_000, "milliseconds"),
    /** How long one read of the store may take. */
    READ_TIMEOUT_MS(10_000, 100, 600_000, "milliseconds"),
    /** How long a cursor that is ahead of this server's log is held before the client is told that it does not go on there. */
    AHEAD_GRACE_MS(2_000, 100, 600_000, "milliseconds"),
    /** Records in one page. */
    PAGE_RECORDS(500, 1, 10_000, "records"),
    /** Bytes of the values in one page; a single larger record travels alone. */
    PAGE_BYTES(262_144, 1_024, 16_777_216, "bytes"),
    /** Bytes of the value of one record; a larger one is not sent but said as a gap, and no page is larger. */
    MAX_RECORD_BYTES(10_485_761, 1_024, 1_073_741_825, "bytes"),
    /** Pages that a client of the second dialect may leave unapplied. */
    WINDOW_PAGES(2, 1, 1_000, "pages"),
    /** How often a client should report at least, and is told where it stands. */
    PROGRESS_EVERY_MS(5_000, 100, 600_000, "milliseconds"),
    /** Records that one replay may deliver before it says that it is capped. */
    MAX_REPLAY_RECORDS(100_000, 1, Long.MAX_VALUE, "records"),
    /** Bytes of values that one replay may deliver before it says that it is capped; the last record may go beyond. */
    MAX_REPLAY_BYTES(1_073_741_824, 1, Long.MAX_VALUE, "bytes"),
    /** How long one replay may take before it says that it is capped. */
    MAX_REPLAY_MS(3_600_000, 100, 86_400_000, "milliseconds"),
    /** How many offsets a live session may be behind before it says that it fell behind. */
    FELL_BEHIND_RECORDS(10_000, 1, Long.MAX_VALUE, "offsets"),
    /** How long a session that waits for new records sleeps at most before it looks again by itself. */
    SAFETY_POLL_MS(1_000, 50, 60_000, "milliseconds"),
    /** How long a session waits after a failed read; doubled each time, and spread by chance over the upper half. */
    READ_RETRY_MS(100, 10, 60_000, "milliseconds"),
    /** The longest wait between two reads of a store that fails; not less than the first. */
    READ_RETRY_AT_MOST_MS(5_000, 10, 600_000, "milliseconds"),
    /** Threads that serve the sessions of the hub, if it is given none. */
    HUB_THREADS(4, 1, 64, "threads"),
    /** Records per second for a client of the first dialect, which can't say what it has applied. */
    V1_RECORDS_PER_SECOND(80, 1, 1_000_000, "records per second"),
    /** Records that a client of the first dialect may get at once. */
    V1_BURST_RECORDS(200, 1, 100_000, "records");

    private final long preset;
    private final NumberRange range;

    SessionLimit(long preset, long least, long most, String unit) {
        this.preset = preset;
        this.range = new NumberRange(least, most, unit);
    }

    /**
     * The value where nothing else is set.
     *
     * @return the default
     */
    public long preset() {
        return preset;
    }

    /**
     * The smallest value.
     *
     * @return the lower bound
     */
    public long least() {
        return range.least();
    }

    /**
     * The largest value.
     *
     * @return the upper bound
     */
    public long most() {
        return range.most();
    }

    /**
     * The name in the environment.
     *
     * @return upper case with underscores
     */
    public String variable() {
        return "DASHSTREAM_" + name();
    }

    long checked(String name, long value) {
        if (!range.contains(value)) {
            throw new ReplayException(range.refusal(name, value));
        }
        return value;
    }

    long parsed(String text) {
        return range.parse(text).orElseThrow(() -> new ReplayException(range.refusal(variable(), text)));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
