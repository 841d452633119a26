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

class PooledSessionSchedulerTest {

    @Test
    void runsTasksAtOnceAndLater() throws Exception {
        try (PooledSessionScheduler scheduler = new PooledSessionScheduler(1)) {
            CountDownLatch ran = new CountDownLatch(2);
            AtomicBoolean cancelled = new AtomicBoolean(true);
            scheduler.schedule(Duration.ofMillis(1), () -> cancelled.set(false)).cancel();
            scheduler.execute(ran::countDown);
            scheduler.schedule(Duration.ofMillis(5), ran::countDown);
            assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(cancelled).isTrue();
        }
    }

    @Test
    void afterCloseNothingRunsAndNothingThrows() {
        PooledSessionScheduler scheduler = new PooledSessionScheduler(1);
        scheduler.close();
        AtomicBoolean ran = new AtomicBoolean();
        scheduler.execute(() -> ran.set(true));
        scheduler.schedule(Duration.ofMillis(1), () -> ran.set(true)).cancel();
        assertThat(ran).isFalse();
    }

    @Test
    void needsAThread() {
        assertThatThrownBy(() -> new PooledSessionScheduler(0)).isInstanceOf(ReplayException.class);
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
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(channels)
                            .allSatisfy(channel -> assertThat(channel.records).hasValue(2_000)));
            assertThat(channels)
                    .allSatisfy(channel -> assertThat(channel.inOrder).isTrue());
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
            inOrder.set(reason == CloseReason.CLIENT_LEFT);
        }
    }
}
