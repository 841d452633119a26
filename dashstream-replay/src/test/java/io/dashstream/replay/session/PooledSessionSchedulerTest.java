package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** No test here depends on how fast a thread is: each waits for what has to happen, as long as it takes. */
class PooledSessionSchedulerTest {

    private static final long PATIENCE_SECONDS = 60;

    @Test
    void runsTasksAtOnceAndLater() throws Exception {
        try (PooledSessionScheduler scheduler = new PooledSessionScheduler(1)) {
            CompletableFuture<Thread> atOnce = new CompletableFuture<>();
            CompletableFuture<Long> later = new CompletableFuture<>();
            long before = scheduler.nanoTime();
            scheduler.execute(() -> atOnce.complete(Thread.currentThread()));
            scheduler.schedule(Duration.ofMillis(5), () -> later.complete(scheduler.nanoTime() - before));
            Thread thread = patiently(atOnce);
            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getName()).startsWith("dashstream-sessions-");
            assertThat(patiently(later)).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Test
    void aCancelledTimerDoesNotRun() throws Exception {
        try (PooledSessionScheduler scheduler = new PooledSessionScheduler(1)) {
            CountDownLatch cancelled = new CountDownLatch(1);
            AtomicBoolean ran = new AtomicBoolean();
            CompletableFuture<Boolean> ranBeforeTheNextTimer = new CompletableFuture<>();
            // The only thread is busy until the timer is cancelled, and takes timers by the time they are due at.
            scheduler.execute(() -> awaitIgnoringInterrupts(cancelled));
            SessionScheduler.Timer timer = scheduler.schedule(Duration.ofNanos(1), () -> ran.set(true));
            scheduler.schedule(Duration.ofMillis(1), () -> ranBeforeTheNextTimer.complete(ran.get()));
            timer.cancel();
            cancelled.countDown();
            assertThat(patiently(ranBeforeTheNextTimer)).isFalse();
        }
    }

    @Test
    void aTaskThatThrowsLeavesTheThreadsToTheOthers() throws Exception {
        try (PooledSessionScheduler scheduler = new PooledSessionScheduler(1)) {
            CompletableFuture<Boolean> next = new CompletableFuture<>();
            scheduler.execute(() -> {
                throw new IllegalStateException("thrown by a task, to be logged");
            });
            scheduler.execute(() -> next.complete(true));
            assertThat(patiently(next)).isTrue();
        }
    }

    @Test
    void afterCloseNothingRunsAndNothingThrows() throws Exception {
        PooledSessionScheduler scheduler = new PooledSessionScheduler(1);
        CompletableFuture<Thread> worker = new CompletableFuture<>();
        CountDownLatch closed = new CountDownLatch(1);
        AtomicBoolean ran = new AtomicBoolean();
        scheduler.execute(() -> {
            worker.complete(Thread.currentThread());
            awaitIgnoringInterrupts(closed);
        });
        Thread thread = patiently(worker);
        scheduler.execute(() -> ran.set(true));
        scheduler.schedule(Duration.ofNanos(1), () -> ran.set(true));
        scheduler.close();
        scheduler.execute(() -> ran.set(true));
        scheduler.schedule(Duration.ofNanos(1), () -> ran.set(true)).cancel();
        closed.countDown();
        thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        assertThat(thread.isAlive()).isFalse();
        assertThat(ran).isFalse();
    }

    @Test
    void needsAThread() {
        assertThatThrownBy(() -> new PooledSessionScheduler(0))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("session threads 0 must be 1 or more");
    }

    @Test
    @DisplayName("200 sessions on 2 threads beside a writer: each gets every record once, in order (RE-23)")
    void manySessionsOnFewThreads() {
        Epoch epoch = Epoch.of("cluster", "topic", "id", 0);
        InMemoryReplayStore store = new InMemoryReplayStore();
        store.open(epoch, Map.of(0, new LogExtent(0, 0), 1, new LogExtent(0, 0)));
        SplittableRandom random = new SplittableRandom(3);
        SourceLog log = new SourceLog(2, 0);
        try (PooledSessionScheduler scheduler = new PooledSessionScheduler(2)) {
            List<Counting> channels = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Counting channel = new Counting();
                channels.add(channel);
                SessionSettings settings = SessionSettings.DEFAULT.withPage(new PageLimits(1 + i, 1 << 20));
                new ReplaySession(store, channel, settings, scheduler).resume(ResumeRequest.from(StartFrom.earliest()));
            }
            for (int i = 0; i < 200; i++) {
                int partition = i % 2;
                long from = log.end(partition);
                log.grow(random, partition, 10);
                store.append(epoch, List.of(log.batch(partition, from, log.end(partition))));
            }
            await().atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                    .until(() -> channels.stream().allMatch(channel -> channel.records.get() >= 2_000));
            assertThat(channels).allSatisfy(channel -> {
                assertThat(channel.records).hasValue(2_000);
                assertThat(channel.inOrder).isTrue();
            });
        }
    }

    private static <T> T patiently(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Closing interrupts the threads; a task that goes on nevertheless is what is needed here. */
    private static void awaitIgnoringInterrupts(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Counting implements SessionChannel {

        private final AtomicLong records = new AtomicLong();
        private final AtomicBoolean inOrder = new AtomicBoolean(true);
        private final long[] next = new long[2];

        @Override
        public CompletionStage<Void> send(SessionSignal signal) {
            if (signal instanceof SessionSignal.Records page) {
                page.records().forEach(record -> {
                    inOrder.compareAndSet(true, record.offset() >= next[record.partition()]);
                    next[record.partition()] = record.offset() + 1;
                });
                records.addAndGet(page.records().size());
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void close(CloseReason reason) {
            inOrder.compareAndSet(true, reason == CloseReason.CLIENT_LEFT);
        }
    }
}
