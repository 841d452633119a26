package io.dashstream.benchmarks;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.redis.RedisReplayStore;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import redis.embedded.RedisServer;

/**
 * A page of 1 000 records over ten partitions from Redis behind a line of 0.8 ms, beside what one would write first: a
 * sorted set of keys and a key per record, got one by one or all at once. The peers keep all partitions in one sorted set,
 * and nothing about a record but its value; they use the same client, one connection, and ask synchronously.
 */
final class ReplayRedis {

    private static final Epoch EPOCH = Epoch.of("cluster", "topic", "id", 0);
    private static final Duration DELAY = Duration.ofNanos(800_000);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PARTITIONS = 10;
    private static final int RECORDS = 5_000;
    private static final int BATCH = 500;
    private static final int VALUE_BYTES = 200;
    private static final int PAGE = 1_000;
    private static final byte[] SORTED = "sorted".getBytes(StandardCharsets.US_ASCII);

    private final DelayedLink link;
    private final RedisCommands<byte[], byte[]> redis;
    private final RedisReplayStore store;
    private final MarkdownTable table = new MarkdownTable("page of 1 000 from Redis, 0.8 ms away");
    private double gets;

    private ReplayRedis(DelayedLink link, RedisCommands<byte[], byte[]> redis, RedisReplayStore store) {
        this.link = link;
        this.redis = redis;
        this.store = store;
    }

    static void print() {
        try {
            int port = freePort();
            RedisServer server = RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("save \"\"")
                    .setting("appendonly no")
                    .build();
            server.start();
            try (DelayedLink link = new DelayedLink(port, DELAY)) {
                print(link);
            } finally {
                server.stop();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void print(DelayedLink link) {
        String uri = "redis://127.0.0.1:" + link.port();
        RedisClient client = RedisClient.create(uri);
        try (StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
                RedisReplayStore store = RedisReplayStore.builder()
                        .uri(uri)
                        .topic("runs")
                        .commandTimeout(PATIENCE)
                        .build()) {
            ReplayRedis pages = new ReplayRedis(link, connection.sync(), store);
            pages.fill();
            pages.measure();
            pages.table.print();
        } finally {
            client.shutdown();
        }
    }

    private void fill() {
        Map<Integer, LogExtent> extents = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            extents.put(partition, new LogExtent(0, 0));
        }
        store.open(EPOCH, extents);
        for (int from = 0; from < RECORDS; from += BATCH) {
            append(from);
            set(from);
        }
    }

    private void append(int from) {
        RecordLabel label = new RecordLabel(
                Set.of(new ThreadKey("customer-7", "thread-7")), StateRole.NONE, Readability.READABLE, Set.of());
        List<PartitionBatch> batches = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<StoredRecord> records = new ArrayList<>();
            for (long offset = from; offset < from + BATCH; offset++) {
                records.add(
                        StoredRecord.wrap(partition, offset, 0, offset * 10 + partition, label, new byte[VALUE_BYTES]));
            }
            batches.add(new PartitionBatch.Consumed(partition, from, from + BATCH, records));
        }
        List<AppendResult> results = store.append(EPOCH, batches);
        if (!results.stream().allMatch(AppendResult.Accepted.class::isInstance)) {
            throw new IllegalStateException("Redis did not take " + results);
        }
    }

    private void set(int from) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            IdentityHashMap<byte[], byte[]> values = new IdentityHashMap<>();
            List<ScoredValue<byte[]>> scored = new ArrayList<>();
            for (long offset = from; offset < from + BATCH; offset++) {
                byte[] key = ("record:" + partition + ":" + offset).getBytes(StandardCharsets.US_ASCII);
                values.put(key, new byte[VALUE_BYTES]);
                scored.add(ScoredValue.just((double) (offset * PARTITIONS + partition), key));
            }
            redis.mset(values);
            @SuppressWarnings({"unchecked", "rawtypes"})
            ScoredValue<byte[]>[] members = scored.toArray(new ScoredValue[0]);
            redis.zadd(SORTED, members);
        }
    }

    /** Reads a page that begins at an offset of every partition; gives how many records it has. */
    @FunctionalInterface
    private interface Read {
        int at(long offset);
    }

    private void measure() {
        measure("PING, what the line alone takes", this::ping, 0, 1_000);
        gets = measure("sorted set, a GET per record", this::gets, PAGE, 50);
        measure("sorted set, one MGET", this::mget, PAGE, 1_000);
        measure("dashstream", this::fromStore, PAGE, 1_000);
    }

    private double measure(String row, Read read, int records, int times) {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < times / 5; i++) {
            read.at(random.nextLong(RECORDS - PAGE));
        }
        link.takeRoundTrips();
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            long offset = random.nextLong(RECORDS - PAGE);
            long started = System.nanoTime();
            int got = read.at(offset);
            nanos[i] = System.nanoTime() - started;
            if (got != records) {
                throw new IllegalStateException(row + ": " + got + " records and not " + records);
            }
        }
        Percentiles measured = new Percentiles(nanos);
        table.put(row, "pages read", times);
        table.put(row, "round trips per page", (double) link.takeRoundTrips() / times);
        table.put(row, "p50, ms", measured.millis(0.5));
        table.put(row, "p99, ms", measured.millis(0.99));
        if (records > 0) {
            table.put(row, "GETs : this", (gets == 0 ? measured.millis(0.5) : gets) / measured.millis(0.5));
        }
        return measured.millis(0.5);
    }

    private int ping(long offset) {
        return redis.ping().length() - "PONG".length();
    }

    private int gets(long offset) {
        int got = 0;
        for (byte[] key : keys(offset)) {
            got += redis.get(key) == null ? 0 : 1;
        }
        return got;
    }

    private int mget(long offset) {
        return (int) redis.mget(keys(offset).toArray(byte[][]::new)).stream()
                .filter(value -> value.hasValue())
                .count();
    }

    private List<byte[]> keys(long offset) {
        return redis.zrangebyscore(
                SORTED,
                Range.from(Range.Boundary.including(offset * PARTITIONS), Range.Boundary.unbounded()),
                Limit.create(0, PAGE));
    }

    private int fromStore(long offset) {
        return FirstPage.read(store, EPOCH, PARTITIONS, offset, PAGE);
    }
}
