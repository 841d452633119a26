package io.dashstream.replay.hub;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.settings.Environment;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The values of all limits, each within its bounds. Immutable. */
public final class SessionLimits {

    /** Every limit at its default. */
    public static final SessionLimits DEFAULT = new SessionLimits(new EnumMap<>(SessionLimit.class));

    private final Map<SessionLimit, Long> values;

    private SessionLimits(Map<SessionLimit, Long> values) {
        this.values = values;
    }

    /**
     * The same with one limit set.
     *
     * @param limit which
     * @param value in the limit's unit
     * @return other limits
     * @throws io.dashstream.replay.ReplayException if the value is out of bounds
     */
    public SessionLimits with(SessionLimit limit, long value) {
        return set(limit, limit.toString(), value);
    }

    /**
     * The same with those limits set that an environment names.
     *
     * @param variables the environment; what is no limit in it is not looked at
     * @return other limits
     * @throws io.dashstream.replay.ReplayException if a value is no whole number or out of bounds
     */
    public SessionLimits withEnvironment(Map<String, String> variables) {
        Environment environment = new Environment(variables);
        SessionLimits limits = this;
        for (SessionLimit limit : SessionLimit.values()) {
            Optional<String> text = environment.text(limit.variable());
            if (text.isPresent()) {
                limits = limits.set(limit, limit.variable(), limit.parsed(text.get()));
            }
        }
        return limits;
    }

    /**
     * The value of a limit.
     *
     * @param limit which
     * @return in the limit's unit
     */
    public long get(SessionLimit limit) {
        return values.getOrDefault(limit, limit.preset());
    }

    /**
     * The largest frame that a client may send.
     *
     * @return bytes of UTF-8
     */
    public int controlFrameBytes() {
        return amount(SessionLimit.CONTROL_FRAME_BYTES);
    }

    /** What no single limit can say: which of them have to fit each other. */
    void requireThatTheyFit() {
        long first = get(SessionLimit.READ_RETRY_MS);
        if (get(SessionLimit.READ_RETRY_AT_MOST_MS) < first) {
            throw new ReplayException(SessionLimit.READ_RETRY_AT_MOST_MS.variable() + " is "
                    + get(SessionLimit.READ_RETRY_AT_MOST_MS) + "; allowed are " + first + " ("
                    + SessionLimit.READ_RETRY_MS.variable() + ") to " + SessionLimit.READ_RETRY_AT_MOST_MS.most()
                    + " milliseconds");
        }
    }

    int amount(SessionLimit limit) {
        return (int) get(limit);
    }

    Duration time(SessionLimit limit) {
        return Duration.ofMillis(get(limit));
    }

    private SessionLimits set(SessionLimit limit, String name, long value) {
        Map<SessionLimit, Long> changed = new EnumMap<>(SessionLimit.class);
        changed.putAll(values);
        changed.put(limit, limit.checked(name, value));
        return new SessionLimits(changed);
    }

    /**
     * What each limit is, under the name of its variable.
     *
     * @return all limits
     */
    public SortedMap<String, String> effective() {
        SortedMap<String, String> all = new TreeMap<>();
        for (SessionLimit limit : SessionLimit.values()) {
            all.put(limit.variable(), String.valueOf(get(limit)));
        }
        return all;
    }

    @Override
    public String toString() {
        return effective().toString();
    }
}
