package io.dashstream.replay.session;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Three ways for a client to be behind, with three causes, never mixed: the <em>backlog</em> is what the session has not
 * delivered (store or transport are slow; {@link SessionStatus#backlog}), the <em>apply lag</em> what was delivered and not applied (the client is busy),
 * the <em>stall</em> how long a send has been under way (the network is slow). Only the server's clock is used. Immutable.
 *
 * @param sendingSince when the send began that is under way, by {@link SessionScheduler#nanoTime()}; empty if none is
 * @param reported what the client says it has applied; empty if it has never said
 */
public record SessionLag(OptionalLong sendingSince, Optional<Reported> reported) {

    /** Of a session that has done nothing yet. */
    static final SessionLag NONE =
            new SessionLag(OptionalLong.empty(), Optional.empty());

    /**
     * What a client's reports say.
     *
     * @param records how many records were sent and are not applied
     * @param oldestSentAt when the oldest page of them was sent; empty if all are applied
     * @param at when the client last reported
     */
    public record Reported(long records, OptionalLong oldestSentAt, long at) {}

    /**
     * Records that the client has not applied.
     *
     * @param now by {@link SessionScheduler#nanoTime()}
     * @param silence after which a client that has something to apply is unknown
     * @return 0 or more; empty if that is unknown, which is not 0
     */
    public OptionalLong unapplied(long now, Duration silence) {
        return known(now, silence).map(said -> OptionalLong.of(said.records())).orElseGet(OptionalLong::empty);
    }

    /**
     * How long the oldest page has been out that the client has not applied.
     *
     * @param now by {@link SessionScheduler#nanoTime()}
     * @param silence after which a client that has something to apply is unknown
     * @return zero or more; empty if that is unknown, which is not zero
     */
    public Optional<Duration> applyLag(long now, Duration silence) {
        return known(now, silence).map(said -> since(said.oldestSentAt(), now));
    }

    /**
     * How long the send under way has been so.
     *
     * @param now by {@link SessionScheduler#nanoTime()}
     * @return zero if none is under way
     */
    public Duration stall(long now) {
        return since(sendingSince, now);
    }

    private Optional<Reported> known(long now, Duration silence) {
        return reported.filter(said -> said.records() == 0 || now - said.at() <= silence.toNanos());
    }

    private static Duration since(OptionalLong moment, long now) {
        return moment.isPresent() ? Duration.ofNanos(Math.max(0, now - moment.getAsLong())) : Duration.ZERO;
    }
}
