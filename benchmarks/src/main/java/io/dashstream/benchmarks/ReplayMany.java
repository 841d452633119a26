package io.dashstream.benchmarks;

import io.dashstream.kafka.embedded.KafkaProcess;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.PooledSessionScheduler;
import io.dashstream.replay.session.ReplaySession;
import io.dashstream.replay.session.ResumeRequest;
import io.dashstream.replay.session.SessionSettings;
import io.dashstream.replay.session.SessionSignal;
import io.dashstream.replay.session.StartFrom;
import io.dashstream.replay.store.kafka.ColdReadSettings;
import io.dashstream.replay.store.kafka.ColdReadStats;
import io.dashstream.replay.store.kafka.KafkaReplayStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two hundred sessions that begin at once to replay the same 100 000 records, with nothing in memory and the log in a broker
 * in another process: how often each piece of the log is read from there, with a cache that holds them all and with one that
 * holds a few. A page is counted and dropped.
 */
final class ReplayMany {

    private static final int PARTITIONS = 4;
    private static final int SESSIONS = 200;
    private static final int RECORDS = 100_000;
    private static final int THREADS = 2;
    private static final int CHUNK_OFFSETS = 512;
    private static final long PATIENCE_MINUTES = 10;
    private static final double MIB = 1 << 20;

    private ReplayMany() {}

    static void print() {
        try (KafkaProcess broker =
                KafkaProcess.builder().defaultPartitions(PARTITIONS).start()) {
            broker.createTopic("runs", PARTITIONS);
            FilledTopic topic = FilledTopic.fill(broker.bootstrapServers(), "runs", PARTITIONS, RECORDS);
            MarkdownTable table = new MarkdownTable("200 sessions replay 100 000 records each, from Kafka");
            for (int mebibytes : new int[] {128, 4}) {
                measure(topic, mebibytes, table);
            }
            table.print();
        }
    }

    private static void measure(FilledTopic topic, int mebibytes, MarkdownTable table) {
        ColdReadSettings defaults = ColdReadSettings.DEFAULT;
        ColdReadSettings settings = new ColdReadSettings(
                defaults.consumers(), defaults.maxQueued(), (long) (mebibytes * MIB), defaults.timeout());
        CountDownLatch replayed = new CountDownLatch(SESSIONS);
        AtomicLong records = new AtomicLong();
        long before = HeapPeak.used();
        try (HeapPeak peak = new HeapPeak();
                PooledSessionScheduler scheduler = new PooledSessionScheduler(THREADS);
                KafkaReplayStore store = topic.cold(settings)) {
            long began = System.nanoTime();
            List<ReplaySession> sessions = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                ReplaySession session =
                        new ReplaySession(store, new Counting(records, replayed), SessionSettings.DEFAULT, scheduler);
                sessions.add(session);
                session.resume(ResumeRequest.from(StartFrom.earliest()));
            }
            await(replayed);
            double seconds = (System.nanoTime() - began) / 1e9;
            sessions.forEach(session -> session.close(CloseReason.DRAINING));
            if (records.get() != (long) SESSIONS * RECORDS) {
                throw new IllegalStateException(records + " records were replayed");
            }
            ColdReadStats stats = store.stats();
            int chunks = PARTITIONS * ((RECORDS / PARTITIONS + CHUNK_OFFSETS - 1) / CHUNK_OFFSETS);
            String row = "a cache of " + mebibytes + " MiB";
            table.put(row, "cold reads per chunk", (double) stats.chunkMisses() / chunks);
            table.put(row, "seconds", seconds);
            table.put(row, "records/s", records.get() / seconds);
            table.put(row, "most heap in use, mib", Math.max(0, peak.bytes() - before) / MIB);
        }
    }

    private static void await(CountDownLatch replayed) {
        try {
            if (!replayed.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException(replayed.getCount() + " sessions are not done");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Takes pages at once, counts their records, and says when the replay is complete. */
    private record Counting(AtomicLong records, CountDownLatch replayed) implements AlwaysReady {

        @Override
        public void take(SessionSignal signal) {
            if (signal instanceof SessionSignal.Records page) {
                records.addAndGet(page.records().size());
            } else if (signal instanceof SessionSignal.ReplayComplete) {
                replayed.countDown();
            } else if (signal instanceof SessionSignal.ErrorNotice error) {
                throw new IllegalStateException(error.message());
            }
        }
    }
}
