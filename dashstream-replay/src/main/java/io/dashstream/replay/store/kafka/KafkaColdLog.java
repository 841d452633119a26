package io.dashstream.replay.store.kafka;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.kafka.TopicAdmin;
import io.dashstream.replay.kafka.TopicIdentity;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.jspecify.annotations.Nullable;

/**
 * The log in a real cluster: a few consumers, each used by one thread at a time, and an Admin client. All are made when
 * they are first needed. Thread-safe.
 */
final class KafkaColdLog implements ColdLog {

    private static final AtomicInteger THREADS = new AtomicInteger();

    private final ColdReadSettings settings;
    private final Supplier<ColdConsumer> newConsumer;
    private final Supplier<TopicAdmin> newAdmin;
    private final Function<TopicIdentity, Epoch> epochs;
    private final ThreadPoolExecutor readers;
    private final Queue<ColdConsumer> idle = new ConcurrentLinkedQueue<>();
    private @Nullable TopicAdmin admin;
    private volatile boolean closed;

    KafkaColdLog(
            ColdReadSettings settings,
            Supplier<ColdConsumer> newConsumer,
            Supplier<TopicAdmin> newAdmin,
            Function<TopicIdentity, Epoch> epochs) {
        this.settings = settings;
        this.newConsumer = newConsumer;
        this.newAdmin = newAdmin;
        this.epochs = epochs;
        this.readers = new ThreadPoolExecutor(
                settings.consumers(),
                settings.consumers(),
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(settings.maxQueued()),
                KafkaColdLog::thread,
                new ThreadPoolExecutor.AbortPolicy());
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "dashstream-replay-cold-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public CompletableFuture<Fetched> fetch(List<ChunkRange> ranges) {
        CompletableFuture<Fetched> fetched = new CompletableFuture<>();
        try {
            readers.execute(() -> fetched.complete(fetchNow(ranges)));
        } catch (RejectedExecutionException e) {
            fetched.complete(
                    closed
                            ? new Fetched.Failed("the store is closed")
                            : new Fetched.Busy(
                                    "busy: " + settings.maxQueued() + " reads of Kafka are waiting already"));
        }
        return fetched;
    }

    private Fetched fetchNow(List<ChunkRange> ranges) {
        @Nullable ColdConsumer consumer = null;
        boolean usable = false;
        try {
            consumer = idle.poll();
            if (consumer == null) {
                consumer = newConsumer.get();
            }
            ColdConsumer.Read read = consumer.read(ranges, Chunk.MAX_BYTES, settings.timeout());
            usable = true;
            return new Fetched.Chunks(
                    log().get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS), read.chunks(), read.begins());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Fetched.Failed("interrupted");
        } catch (Exception e) {
            return new Fetched.Failed(TopicAdmin.cause(e).toString());
        } finally {
            if (consumer != null) {
                giveBack(consumer, usable);
            }
        }
    }

    /** A consumer that failed may remember what made it fail, so the next read gets a new one. */
    private void giveBack(ColdConsumer consumer, boolean usable) {
        if (usable) {
            idle.add(consumer);
        } else {
            consumer.close();
        }
        if (closed) {
            closeIdle();
        }
    }

    @Override
    public CompletableFuture<Offsets> begins(Collection<Integer> partitions) {
        return offsets(partitions, OffsetSpec.earliest());
    }

    @Override
    public CompletableFuture<Offsets> notOlder(Collection<Integer> partitions, long epochMillis) {
        return offsets(partitions, OffsetSpec.forTimestamp(epochMillis));
    }

    private CompletableFuture<Offsets> offsets(Collection<Integer> partitions, OffsetSpec which) {
        try {
            CompletableFuture<Map<Integer, Long>> offsets = admin().offsets(partitions, which);
            return offsets.thenCompose(found -> log().thenApply(log -> new Offsets(log, found)))
                    .orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Epoch> log() {
        return admin().describe().thenApply(described -> epochs.apply(described.identity()));
    }

    private synchronized TopicAdmin admin() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
        if (admin == null) {
            admin = newAdmin.get();
        }
        return admin;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (admin != null) {
                admin.close();
            }
        }
        // Whoever reads now is interrupted and closes its consumer itself.
        readers.shutdownNow();
        closeIdle();
    }

    private void closeIdle() {
        for (ColdConsumer each = idle.poll(); each != null; each = idle.poll()) {
            each.close();
        }
    }
}
