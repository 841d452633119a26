package io.dashstream.replay.session;

import io.dashstream.replay.session.SessionSignal.GapNotice;
import io.dashstream.replay.session.SessionSignal.Records;
import io.dashstream.replay.session.SessionSignal.ReplayComplete;
import io.dashstream.replay.store.StoredRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A channel on real threads that counts what it gets and keeps none of it; a test can stop it from taking more. */
final class CountingChannel implements SessionChannel {

    private final Map<Integer, Long> next = new HashMap<>();
    private final Set<String> threads = ConcurrentHashMap.newKeySet();
    private CompletableFuture<Void> held = CompletableFuture.completedFuture(null);
    private int sendsBeforeHolding = Integer.MAX_VALUE;
    private long records;
    private long gaps;
    private boolean inOrder = true;
    private boolean complete;
    private CloseReason closed;

    @Override
    public synchronized CompletionStage<Void> send(SessionSignal signal) {
        threads.add(Thread.currentThread().getName());
        if (signal instanceof Records page) {
            page.records().forEach(this::take);
        } else if (signal instanceof GapNotice) {
            gaps++;
        } else if (signal instanceof ReplayComplete) {
            complete = true;
        }
        if (sendsBeforeHolding-- == 0) {
            held = new CompletableFuture<>();
        }
        return held;
    }

    private void take(StoredRecord record) {
        inOrder &= record.offset() == next.getOrDefault(record.partition(), 0L);
        next.put(record.partition(), record.offset() + 1);
        records++;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public synchronized void close(CloseReason reason) {
        closed = reason;
    }

    /** From the next send on, none is done until {@link #releaseSends}. */
    synchronized void holdSends() {
        sendsBeforeHolding = 0;
    }

    synchronized void holdSendsAfter(int sends) {
        sendsBeforeHolding = sends;
    }

    synchronized void releaseSends() {
        held.complete(null);
        held = CompletableFuture.completedFuture(null);
        sendsBeforeHolding = Integer.MAX_VALUE;
    }

    synchronized long records() {
        return records;
    }

    synchronized long gaps() {
        return gaps;
    }

    /** Whether every partition came from its first offset on without a hole. */
    synchronized boolean isInOrder() {
        return inOrder;
    }

    synchronized boolean isComplete() {
        return complete;
    }

    /** Why the session closed the channel, or null. */
    synchronized CloseReason closed() {
        return closed;
    }

    Set<String> threads() {
        return threads;
    }
}
