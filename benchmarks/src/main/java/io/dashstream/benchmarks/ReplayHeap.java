package io.dashstream.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dashstream.core.run.ThreadKey;
import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.producer.DashStreamProducer;
import io.dashstream.producer.RunScope;
import io.dashstream.producer.RunSpec;
import io.dashstream.producer.sink.InMemorySink;
import io.dashstream.producer.sink.TelemetryRecord;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.kafka.RecordReader;
import io.dashstream.replay.run.RunIndex;
import io.dashstream.replay.session.PooledSessionScheduler;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** The heap that a server needs beside the bytes that its bounds count: for a record in memory, and for a run in the index. */
final class ReplayHeap {

    private static final Epoch EPOCH = Epoch.of("cluster", "topic", "id", 0);
    private static final long VALUES = 64L << 20;
    private static final int BATCH = 500;
    private static final int RUNS = 1_000;

    private ReplayHeap() {}

    static void print() {
        MarkdownTable records =
                new MarkdownTable("64 MiB of values in memory: bytes of heap per record beside its value");
        for (int size : new int[] {150, 600, 4_096}) {
            records.put("a few threads", "values of " + size, besideValues(size, false));
            records.put("a thread of its own for each record", "values of " + size, besideValues(size, true));
        }
        records.print();
        MarkdownTable runs = new MarkdownTable("1 000 runs in the index");
        for (int parts : new int[] {0, 100, 1_000}) {
            runs(runs, parts);
        }
        runs.print();
    }

    private static double besideValues(int size, boolean ownThreads) {
        int count = (int) (VALUES / size);
        try (InMemoryReplayStore store =
                new InMemoryReplayStore(new MemoryBounds(10_000_000, 1L << 40, Duration.ofDays(1)))) {
            store.open(EPOCH, Map.of(0, new LogExtent(0, 0)));
            RecordLabel[] few =
                    IntStream.range(0, 8).mapToObj(ReplayHeap::label).toArray(RecordLabel[]::new);
            long before = HeapPeak.used();
            for (int from = 0; from < count; from += BATCH) {
                int to = Math.min(count, from + BATCH);
                List<StoredRecord> batch = new ArrayList<>();
                for (int offset = from; offset < to; offset++) {
                    RecordLabel label = ownThreads ? label(offset) : few[offset % few.length];
                    batch.add(StoredRecord.wrap(0, offset, 0, offset, label, new byte[size]));
                }
                store.append(EPOCH, List.of(new PartitionBatch.Consumed(0, from, to, batch)));
            }
            return (double) (HeapPeak.used() - before) / count - size;
        }
    }

    private static RecordLabel label(int thread) {
        ThreadKey key = new ThreadKey("customer", String.format("thread-%029d", thread));
        return new RecordLabel(Set.of(key), StateRole.NONE, Readability.READABLE);
    }

    private static void runs(MarkdownTable table, int parts) {
        Object state = Map.of(
                "parts",
                IntStream.range(0, parts)
                        .mapToObj(part -> Map.of("id", part, "text", ("text " + part).repeat(10)))
                        .toList());
        List<StoredRecord> records = recordsOfRuns(state);
        try (InMemoryReplayStore store = new InMemoryReplayStore();
                PooledSessionScheduler scheduler = new PooledSessionScheduler(2)) {
            store.open(EPOCH, Map.of(0, new LogExtent(0, 0)));
            store.append(EPOCH, List.of(new PartitionBatch.Consumed(0, 0, records.size(), records)));
            long before = HeapPeak.used();
            try (RunIndex index = new RunIndex(store, scheduler, RUNS, 10 << 20, Duration.ofHours(1))) {
                index.start();
                index.awaitComplete(Duration.ofMinutes(2));
                if (index.recent().size() != RUNS) {
                    throw new IllegalStateException(
                            "there are " + index.recent().size() + " runs");
                }
                String row = "states of " + json(state) + " bytes as JSON";
                table.put(row, "kib per run", (HeapPeak.used() - before) / 1024.0 / RUNS);
            }
        }
    }

    private static List<StoredRecord> recordsOfRuns(Object state) {
        InMemorySink sink = new InMemorySink();
        try (DashStreamProducer producer = DashStreamProducer.builder()
                .sink(sink)
                .queueBytes(1L << 30)
                .queueCapacity(10 * RUNS)
                .build()) {
            for (int run = 0; run < RUNS; run++) {
                try (RunScope scope =
                        producer.startRun(RunSpec.of("thread-" + run).initialState(state))) {
                    scope.complete();
                }
            }
            producer.flush(Duration.ofMinutes(2));
        }
        List<StoredRecord> records = new ArrayList<>();
        try (RecordReader reader = new RecordReader(FrameDecoder.builder().build())) {
            for (TelemetryRecord sent : sink.records()) {
                records.add(reader.read(new ConsumerRecord<>(
                        "topic",
                        0,
                        records.size(),
                        0,
                        TimestampType.CREATE_TIME,
                        0,
                        sent.value().length,
                        new byte[0],
                        sent.value(),
                        new RecordHeaders(),
                        Optional.of(0))));
            }
        }
        return records;
    }

    private static int json(Object state) {
        try {
            return new ObjectMapper().writeValueAsBytes(state).length;
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
