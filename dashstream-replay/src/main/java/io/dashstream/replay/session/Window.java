package io.dashstream.replay.session;

import io.dashstream.replay.epoch.Epoch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How many pages are out that the client has not applied. Reports come from outside and are not trusted: they must go
 * forward, not beyond what was sent, and name the epoch that the page was of; else they are counted and ignored.
 *
 * <p>Bounded whatever the client does: of a client that is not held to reports, only the newest pages are remembered.
 */
final class Window {

    private static final int REMEMBERED = 64;

    private record Sent(long page, long recordsBefore, long at) {}

    private final int limit;
    private final Credit credit;
    private final Deque<Sent> unapplied = new ArrayDeque<>();
    private final TreeMap<Long, Epoch> epochs = new TreeMap<>();

    private long sent;
    private long records;
    private long applied;
    private long invalid;
    private OptionalLong reportedAt = OptionalLong.empty();

    Window(int limit, Credit credit) {
        this.limit = limit;
        this.credit = credit;
    }

    /** Counts a page out and gives its number, from 1 on. */
    long send(Epoch epoch, int recordCount, long now) {
        sent++;
        if (epochs.isEmpty() || !epochs.lastEntry().getValue().equals(epoch)) {
            epochs.put(sent, epoch);
        }
        unapplied.add(new Sent(sent, records, now));
        records += recordCount;
        if (limit == SessionSettings.UNLIMITED_WINDOW || !isHeld()) {
            forgetBeyond(REMEMBERED);
        }
        return sent;
    }

    /** Takes a report, and says whether it can be true. A repeated one is a sign of life. */
    boolean applied(Epoch epoch, long page, long now) {
        Map.Entry<Long, Epoch> of = page < 1 || page < applied || page > sent ? null : epochs.floorEntry(page);
        if (of == null || !of.getValue().equals(epoch)) {
            invalid++;
            return false;
        }
        applied = page;
        reportedAt = OptionalLong.of(now);
        while (!unapplied.isEmpty() && unapplied.peekFirst().page() <= page) {
            unapplied.removeFirst();
        }
        epochs.headMap(of.getKey()).clear();
        return true;
    }

    String objection(Epoch epoch, long page) {
        return "page " + page + " of epoch " + epoch + " can't be applied: sent are " + sent + ", reported before are "
                + applied;
    }

    boolean isOpen() {
        return !isHeld() || sent - applied < limit;
    }

    long sent() {
        return sent;
    }

    long unapplied() {
        return sent - applied;
    }

    long invalid() {
        return invalid;
    }

    /** What the client's reports say; nothing if it has never reported. */
    Optional<SessionLag.Reported> reported() {
        if (reportedAt.isEmpty()) {
            return Optional.empty();
        }
        Sent oldest = unapplied.peekFirst();
        return Optional.of(
                oldest == null
                        ? new SessionLag.Reported(0, OptionalLong.empty(), reportedAt.getAsLong())
                        : new SessionLag.Reported(
                                records - oldest.recordsBefore(),
                                OptionalLong.of(oldest.at()),
                                reportedAt.getAsLong()));
    }

    private boolean isHeld() {
        return credit == Credit.FROM_THE_START || reportedAt.isPresent();
    }

    private void forgetBeyond(int most) {
        while (unapplied.size() > most) {
            unapplied.removeFirst();
        }
        while (epochs.size() > most) {
            epochs.pollFirstEntry();
        }
    }
}
