package io.dashstream.replay.store.redis;

import io.dashstream.replay.store.AppendSignal;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Raises the signal when another server has written. The append script publishes after its write, so whoever is woken can
 * read. Publish and subscribe, not a poll: a message arrives within a round trip and an idle topic costs nothing. What is
 * published while the connection is broken is lost, so the signal is raised on every subscription too, and sessions look
 * now and then by themselves.
 */
final class WakeUps extends RedisPubSubAdapter<byte[], byte[]> {

    private final AppendSignal appended;
    private final Counters counters;
    private final byte[] own;
    private final Executor executor;
    private final AtomicBoolean pending = new AtomicBoolean();

    WakeUps(AppendSignal appended, Counters counters, byte[] own, Executor executor) {
        this.appended = appended;
        this.counters = counters;
        this.own = own;
        this.executor = executor;
    }

    /** Subscribes; blocks while that takes. */
    void listen(StatefulRedisPubSubConnection<byte[], byte[]> connection, byte[] channel) {
        connection.addListener(this);
        connection.sync().subscribe(channel);
    }

    @Override
    public void message(byte[] channel, byte[] writer) {
        // What this server writes it raises itself, once append has its answer.
        if (!Arrays.equals(writer, own)) {
            counters.wakeUps.increment();
            raiseSoon();
        }
    }

    @Override
    public void subscribed(byte[] channel, long count) {
        raiseSoon();
    }

    /** Not on the connection's thread, which whoever is woken may need; many messages in a row are one raise. */
    private void raiseSoon() {
        if (pending.compareAndSet(false, true)) {
            try {
                executor.execute(() -> {
                    pending.set(false);
                    appended.raise();
                });
            } catch (RejectedExecutionException e) {
                pending.set(false);
            }
        }
    }
}
