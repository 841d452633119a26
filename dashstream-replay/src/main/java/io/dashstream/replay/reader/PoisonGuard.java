package io.dashstream.replay.reader;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.reader.DeadLetterSettings.OnFailure;
import io.dashstream.replay.reader.PoisonStats.Held;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.StoredRecord;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * The one place that decides whether reading goes on behind a record that can't be read, whatever is wrong with it. Used
 * by the reader's thread; {@link #pass} and {@link #stats} by any.
 */
final class PoisonGuard implements AutoCloseable {

    private static final Duration RETRY = Duration.ofSeconds(1);

    /** Where a record is. */
    private record Place(int partition, long offset) {}

    private final PoisonPolicy policy;
    private final Optional<DeadLetterOffice> office;
    private final PoisonLog log;
    private final Map<Integer, Held> held = new ConcurrentHashMap<>();
    private final Map<Integer, Held> counted = new HashMap<>();
    private final Set<Place> passes = ConcurrentHashMap.newKeySet();
    /** Of which log the passes are. */
    private Optional<Epoch> passable = Optional.empty();

    private final Map<Place, CompletableFuture<Optional<DeadLetterFailure>>> letters = new HashMap<>();
    private final Map<Place, Long> retryAt = new HashMap<>();
    private final LongAdder pauses = new LongAdder();

    PoisonGuard(PoisonPolicy policy, Optional<DeadLetterOffice> office, PoisonLog log) {
        this.policy = policy;
        this.office = office;
        this.log = log;
    }

    /** Lets the record that a partition waits in front of be stored as it is; false if none waits there. */
    boolean pass(int partition, long offset) {
        Held waiting = held.get(partition);
        return waiting != null && waiting.offset() == offset && passes.add(new Place(partition, offset));
    }

    /** Whether a record may be stored now. If not, its partition waits in front of it. */
    boolean admits(StoredRecord record) {
        if (isReadable(record)) {
            return true;
        }
        Place place = new Place(record.partition(), record.offset());
        if (policy == PoisonPolicy.PAUSE) {
            return passes.contains(place);
        }
        return !isFailClosed() || isLetterWritten(place, record);
    }

    /**
     * Begins the letters of records behind one that is waited for, so that a run of them costs one wait and not many.
     */
    void foresee(StoredRecord record) {
        if (!isReadable(record) && policy == PoisonPolicy.SKIP && isFailClosed()) {
            int inFlight = office.orElseThrow().settings().maxInFlight();
            if (letters.size() < inFlight) {
                letters.computeIfAbsent(new Place(record.partition(), record.offset()), place -> send(record));
            }
        }
    }

    void holds(StoredRecord record) {
        Held now = new Held(record.offset(), record.label().readability());
        held.put(record.partition(), now);
        // Once for each record, however often it is tried again.
        if (!now.equals(counted.put(record.partition(), now))) {
            pauses.increment();
        }
    }

    /** Whether a partition that waits can be read again, from where it stands. */
    boolean isOver(int partition, long next, long now) {
        Held waiting = held.get(partition);
        if (waiting == null || waiting.offset() != next) {
            return true;
        }
        Place place = new Place(partition, next);
        if (policy == PoisonPolicy.PAUSE) {
            return passes.contains(place);
        }
        CompletableFuture<Optional<DeadLetterFailure>> letter = letters.get(place);
        if (letter == null) {
            Long due = retryAt.get(place);
            return due == null || now - due >= 0;
        }
        if (letter.isDone() && letter.join().isPresent()) {
            letters.remove(place);
            // Spread, so that servers that read the same topic do not all come back at once.
            long spread = ThreadLocalRandom.current().nextLong(RETRY.toNanos());
            retryAt.put(place, now + RETRY.toNanos() / 2 + spread);
            return false;
        }
        return letter.isDone();
    }

    /** Whether a partition waits for a letter, which may be written any moment. */
    boolean isWaiting() {
        return policy == PoisonPolicy.SKIP && !held.isEmpty();
    }

    boolean isHeld(int partition) {
        return held.containsKey(partition);
    }

    void release(int partition) {
        held.remove(partition);
    }

    /** A record was stored. */
    void stored(StoredRecord record, long now) {
        if (!isReadable(record)) {
            Place place = new Place(record.partition(), record.offset());
            passes.remove(place);
            retryAt.remove(place);
            boolean isWritten = letters.remove(place) != null;
            if (!isWritten) {
                office.ifPresent(open -> open.post(record));
            }
            log.take(record, now);
        }
    }

    /**
     * Another log begins, or the same one anew. A pass of the same log stays: who gave it was told that it was taken, and its
     * record comes again.
     */
    void reset(Epoch epoch) {
        if (!passable.equals(Optional.of(epoch))) {
            passes.clear();
            passable = Optional.of(epoch);
        }
        held.clear();
        counted.clear();
        letters.clear();
        retryAt.clear();
    }

    /** The log was cut: what is written from there on are other records, which nobody let pass. */
    void cut(int partition, long end) {
        passes.removeIf(place -> place.partition() == partition && place.offset() >= end);
    }

    PoisonStats stats(Map<Readability, Long> newRecords) {
        Map<DeadLetterFailure, Long> none = new EnumMap<>(DeadLetterFailure.class);
        for (DeadLetterFailure failure : DeadLetterFailure.values()) {
            none.put(failure, 0L);
        }
        return new PoisonStats(
                newRecords,
                pauses.sum(),
                new TreeMap<>(held),
                office.map(DeadLetterOffice::sent).orElse(0L),
                office.map(DeadLetterOffice::failures).orElse(none));
    }

    @Override
    public void close() {
        office.ifPresent(DeadLetterOffice::close);
    }

    private boolean isFailClosed() {
        return office.isPresent() && office.get().settings().onFailure() == OnFailure.WAIT;
    }

    private boolean isLetterWritten(Place place, StoredRecord record) {
        CompletableFuture<Optional<DeadLetterFailure>> letter =
                letters.computeIfAbsent(place, unwritten -> send(record));
        return letter.isDone() && letter.join().isEmpty();
    }

    private CompletableFuture<Optional<DeadLetterFailure>> send(StoredRecord record) {
        return office.orElseThrow().send(record);
    }

    private static boolean isReadable(StoredRecord record) {
        return record.label().readability() == Readability.READABLE;
    }
}
