package io.dashstream.replay.hub;

import io.dashstream.replay.client.ClientIdentity;
import io.dashstream.replay.dialect.ConversationContext;
import io.dashstream.replay.dialect.ConversationObserver;
import io.dashstream.replay.dialect.ConversationRules;
import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.dialect.HeldConversation;
import io.dashstream.replay.dialect.Problem;
import io.dashstream.replay.dialect.SessionTransport;
import io.dashstream.replay.dialect.v1.V1Conversation;
import io.dashstream.replay.dialect.v2.V2Conversation;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.Credit;
import io.dashstream.replay.session.ReplayBudget;
import io.dashstream.replay.session.SessionLag;
import io.dashstream.replay.session.SessionScheduler;
import io.dashstream.replay.session.SessionSettings;
import io.dashstream.replay.session.SessionSignal;
import io.dashstream.replay.session.SessionStatus;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.StoreBounds;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/** The hub: seats, settings, sums. */
final class LimitedSessionHub implements SessionHub {

    /** A client that has missed so many of its reports is unknown. */
    private static final int MISSED_REPORTS = 3;

    private static final int ID_BYTES = 16;
    private static final long LEAST_RETRY_MS = 1_000;
    private static final long MOST_RETRY_MS = 10_000;

    private record Held(Dialect dialect, HeldConversation conversation) {}

    private final ReplayStore store;
    private final SessionLimits limits;
    private final SessionScheduler scheduler;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Runnable onClose;
    private final Seats seats;
    private final Tallies tallies = new Tallies();
    private final Map<String, Held> open = new ConcurrentHashMap<>();
    private final AtomicReference<Optional<SessionScheduler.Timer>> sampling = new AtomicReference<>(Optional.empty());
    private volatile boolean closed;
    private final Headroom rooms = new Headroom();
    /** Held while a session's own count goes over into the sum of those that are over, so that none is seen twice or never. */
    private final Object ending = new Object();

    private volatile OptionalLong headroom = OptionalLong.empty();

    LimitedSessionHub(
            ReplayStore store,
            SessionLimits limits,
            SessionScheduler scheduler,
            InstantSource clock,
            RandomGenerator random,
            Runnable onClose) {
        this.store = store;
        this.limits = limits;
        this.scheduler = scheduler;
        this.clock = clock;
        this.random = random;
        this.onClose = onClose;
        this.seats = new Seats(limits.amount(SessionLimit.SESSIONS), limits.amount(SessionLimit.SESSIONS_PER_ADDRESS));
        sampleLater();
    }

    @Override
    public Opening open(Dialect dialect, ClientIdentity client, SessionTransport transport) {
        Optional<Refusal> refusal = seats.take(client.address());
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        String id = newId();
        Seated seated = new Seated(id, client.address());
        ConversationContext context = new ConversationContext(
                id, client, transport, store, scheduler, settings(dialect), rules(), seated, clock, this::retryAfterMs);
        HeldConversation conversation = switch (dialect) {
            case V1 -> V1Conversation.overWebSocket(context);
            case V2 -> V2Conversation.overWebSocket(context);
            case V2_EVENTS -> V2Conversation.overEvents(context);
        };
        open.put(id, new Held(dialect, conversation));
        if (seated.over) {
            // It ended before it was in the list.
            seated.forget();
        }
        if (closed) {
            // It came in while the others were being seen off.
            conversation.close(CloseReason.DRAINING);
        }
        return new Opening.Opened(conversation);
    }

    private Opening refused(Refusal refusal) {
        tallies.refused.add(refusal, 1);
        String message = switch (refusal) {
            case TOO_MANY_SESSIONS -> "the server holds its " + limits.get(SessionLimit.SESSIONS) + " sessions";
            case TOO_MANY_FROM_ADDRESS ->
                "this address holds its " + limits.get(SessionLimit.SESSIONS_PER_ADDRESS) + " sessions";
            case DRAINING -> "the server shuts down";
        };
        return new Opening.Refused(refusal, message, Duration.ofMillis(retryAfterMs()));
    }

    private SessionSettings settings(Dialect dialect) {
        int records = limits.amount(SessionLimit.PAGE_RECORDS);
        if (dialect == Dialect.V1) {
            records = Math.min(records, limits.amount(SessionLimit.V1_BURST_RECORDS));
        }
        int recordBytes = limits.amount(SessionLimit.MAX_RECORD_BYTES);
        return new SessionSettings(
                new PageLimits(records, Math.min(limits.amount(SessionLimit.PAGE_BYTES), recordBytes)),
                limits.amount(SessionLimit.WINDOW_PAGES),
                dialect == Dialect.V2 ? Credit.FROM_THE_START : Credit.ONCE_REPORTED,
                limits.time(SessionLimit.READ_TIMEOUT_MS),
                limits.time(SessionLimit.SEND_TIMEOUT_MS),
                limits.time(SessionLimit.AHEAD_GRACE_MS),
                limits.time(SessionLimit.SAFETY_POLL_MS),
                limits.time(SessionLimit.PROGRESS_EVERY_MS),
                limits.time(SessionLimit.READ_RETRY_MS),
                limits.time(SessionLimit.READ_RETRY_AT_MOST_MS),
                limits.get(SessionLimit.FELL_BEHIND_RECORDS),
                recordBytes);
    }

    private ConversationRules rules() {
        return new ConversationRules(
                limits.controlFrameBytes(),
                limits.amount(SessionLimit.ENTRIES_PER_RESUME),
                limits.amount(SessionLimit.INVALID_FRAMES),
                limits.amount(SessionLimit.RESUMES_PER_MINUTE),
                new ReplayBudget(
                        limits.get(SessionLimit.MAX_REPLAY_RECORDS),
                        limits.get(SessionLimit.MAX_REPLAY_BYTES),
                        limits.time(SessionLimit.MAX_REPLAY_MS)),
                limits.time(SessionLimit.IDLE_TIMEOUT_MS),
                limits.time(SessionLimit.PROGRESS_EVERY_MS),
                limits.amount(SessionLimit.V1_RECORDS_PER_SECOND),
                limits.amount(SessionLimit.V1_BURST_RECORDS));
    }

    private synchronized String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private synchronized long retryAfterMs() {
        return random.nextLong(LEAST_RETRY_MS, MOST_RETRY_MS + 1);
    }

    @Override
    public SessionLimits limits() {
        return limits;
    }

    @Override
    public HubStats stats() {
        Map<Dialect, Long> sessions = new EnumMap<>(Dialect.class);
        for (Dialect dialect : Dialect.values()) {
            sessions.put(dialect, 0L);
        }
        long unknown = 0;
        long now = scheduler.nanoTime();
        for (Held held : open.values()) {
            sessions.merge(held.dialect(), 1L, Long::sum);
            SessionLag lag = held.conversation().status().lag();
            if (held.conversation().status().unappliedPages() > 0
                    && lag.unapplied(now, silence()).isEmpty()) {
                unknown++;
            }
        }
        return new HubStats(
                sessions,
                tallies.resumes.counts(),
                tallies.replayed(),
                tallies.delivered(),
                tallies.gaps.counts(),
                tallies.missing.counts(),
                tallies.capped.counts(),
                tallies.resets.counts(),
                tallies.resyncs(),
                tallies.refused.counts(),
                tallies.invalid.counts(),
                invalidProgress(),
                tallies.closed.counts(),
                unknown,
                headroom,
                tallies.pages(),
                tallies.pageSendTime(),
                tallies.errors.counts());
    }

    private long invalidProgress() {
        synchronized (ending) {
            return tallies.invalidProgress()
                    + open.values().stream()
                            .mapToLong(held -> held.conversation().status().invalidReports())
                            .sum();
        }
    }

    @Override
    public void listen(HubListener listener) {
        tallies.listen(listener);
    }

    private Duration silence() {
        return limits.time(SessionLimit.PROGRESS_EVERY_MS).multipliedBy(MISSED_REPORTS);
    }

    private void sampleLater() {
        sampling.set(Optional.of(scheduler.schedule(limits.time(SessionLimit.PROGRESS_EVERY_MS), this::sample)));
    }

    private void sample() {
        if (!closed) {
            // Whatever becomes of this one, there is a next one.
            sampleLater();
            long now = scheduler.nanoTime();
            open.values()
                    .forEach(held -> sampleClient(held.conversation().status().lag(), now));
            store.bounds().whenComplete((bounds, failure) -> {
                if (bounds instanceof StoreBounds known) {
                    samplePlaces(known);
                } else {
                    headroom = OptionalLong.empty();
                }
            });
        }
    }

    private void sampleClient(SessionLag lag, long now) {
        for (HubListener listener : tallies.listeners()) {
            lag.unapplied(now, silence())
                    .ifPresent(records -> listener.applyLag(
                            records, lag.applyLag(now, silence()).orElse(Duration.ZERO)));
            listener.stall(lag.stall(now));
        }
    }

    /** Against where the store is now: a session that is stuck does not look for itself. */
    private void samplePlaces(StoreBounds bounds) {
        synchronized (rooms) {
            rooms.begin();
            open.forEach((id, held) -> {
                SessionStatus status = held.conversation().status();
                status.backlog(bounds)
                        .ifPresent(offsets -> tallies.listeners().forEach(listener -> listener.backlog(offsets)));
                rooms.take(id, status, bounds);
            });
            headroom = rooms.least();
        }
    }

    @Override
    public void drain() {
        closed = true;
        seats.close();
        sampling.getAndSet(Optional.empty()).ifPresent(SessionScheduler.Timer::cancel);
        open.values().forEach(held -> held.conversation().close(CloseReason.DRAINING));
    }

    @Override
    public void close() {
        drain();
        if (open.isEmpty()) {
            onClose.run();
        } else {
            // The last words are still on their way.
            scheduler.schedule(limits.time(SessionLimit.SEND_TIMEOUT_MS), onClose);
        }
    }

    /** What one conversation tells, and that its seat is free when it is over, however it ended. */
    private final class Seated implements ConversationObserver {

        private final String id;
        private final String address;
        private volatile boolean over;

        Seated(String id, String address) {
            this.id = id;
            this.address = address;
        }

        @Override
        public void resumed(String mode, String from) {
            tallies.resumed(mode, from);
        }

        @Override
        public void invalid(Problem problem) {
            tallies.invalid(problem);
        }

        @Override
        public void sent(SessionSignal signal, Duration took) {
            tallies.sent(signal, took);
        }

        @Override
        public void closed(CloseReason reason) {
            tallies.closed(reason);
            seats.leave(address);
            over = true;
            forget();
        }

        private void forget() {
            synchronized (ending) {
                Held held = open.remove(id);
                if (held != null) {
                    tallies.addInvalidProgress(held.conversation().status().invalidReports());
                }
            }
        }
    }
}
