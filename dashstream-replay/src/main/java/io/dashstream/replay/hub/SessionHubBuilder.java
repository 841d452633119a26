package io.dashstream.replay.hub;

import io.dashstream.replay.session.PooledSessionScheduler;
import io.dashstream.replay.session.SessionScheduler;
import io.dashstream.replay.store.ReplayStore;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a {@link SessionHub}. Not thread-safe. */
public final class SessionHubBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(SessionHubBuilder.class);

    private final ReplayStore store;
    private SessionLimits limits = SessionLimits.DEFAULT;
    private Optional<SessionScheduler> scheduler = Optional.empty();
    private InstantSource clock = InstantSource.system();
    private RandomGenerator random = new SecureRandom();

    SessionHubBuilder(ReplayStore store) {
        this.store = store;
    }

    /**
     * Sets one limit.
     *
     * @param limit which
     * @param value in the limit's unit
     * @return this
     * @throws io.dashstream.replay.ReplayException if the value is out of the limit's bounds
     */
    public SessionHubBuilder limit(SessionLimit limit, long value) {
        limits = limits.with(limit, value);
        return this;
    }

    /**
     * Sets those limits that an environment names, for instance {@code DASHSTREAM_SESSIONS}.
     *
     * @param variables the environment, such as {@link System#getenv()}
     * @return this
     * @throws io.dashstream.replay.ReplayException if a value is no whole number or out of its bounds
     */
    public SessionHubBuilder environment(Map<String, String> variables) {
        limits = limits.withEnvironment(variables);
        return this;
    }

    /**
     * Sets time and threads, which the hub then does not close.
     *
     * @param shared default {@link SessionLimit#HUB_THREADS} daemon threads of the hub's own
     * @return this
     */
    public SessionHubBuilder scheduler(SessionScheduler shared) {
        scheduler = Optional.of(shared);
        return this;
    }

    /**
     * Sets the time of day that clients are told.
     *
     * @param source default the system's
     * @return this
     */
    public SessionHubBuilder clock(InstantSource source) {
        clock = source;
        return this;
    }

    /**
     * Sets where session ids and the spread of retries come from. Ids must not be guessable.
     *
     * @param source default a {@link SecureRandom}
     * @return this
     */
    public SessionHubBuilder random(RandomGenerator source) {
        random = source;
        return this;
    }

    /**
     * Builds the hub.
     *
     * @return a hub without sessions
     * @throws io.dashstream.replay.ReplayException if limits do not fit each other
     */
    public SessionHub build() {
        limits.requireThatTheyFit();
        LOG.info("DashStream serves sessions, limits={}", limits);
        if (scheduler.isPresent()) {
            return hub(scheduler.get(), () -> {});
        }
        PooledSessionScheduler own = new PooledSessionScheduler(limits.amount(SessionLimit.HUB_THREADS));
        return hub(own, own::close);
    }

    private SessionHub hub(SessionScheduler on, Runnable onClose) {
        return new LimitedSessionHub(store, limits, on, clock, random, onClose);
    }
}
