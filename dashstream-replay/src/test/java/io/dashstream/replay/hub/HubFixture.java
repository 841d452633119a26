package io.dashstream.replay.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.client.AccessGrant;
import io.dashstream.replay.client.ClientIdentity;
import io.dashstream.replay.dialect.Conversation;
import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.session.ScriptedStore;
import io.dashstream.replay.session.VirtualScheduler;
import io.dashstream.replay.store.AwaitingStore;
import io.dashstream.replay.store.LogEnd;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A hub on virtual time over a store in memory, a log to fill it from, and clients of all dialects. */
abstract class HubFixture {

    static final Epoch EPOCH = Epoch.of("cluster", "topic", "first", 0);
    static final Epoch RECREATED = Epoch.of("cluster", "topic", "second", 0);
    static final Epoch RESET = Epoch.of("cluster", "topic", "first", 1);
    static final ThreadKey ALICE = new ThreadKey("default", "alice");
    static final ThreadKey BOB = new ThreadKey("other", "bob");
    static final long TIME = 1_700_000_000_000L;

    final VirtualScheduler scheduler = new VirtualScheduler(new SplittableRandom(1));
    ScriptedStore store = keeping(1_000_000);
    Epoch epoch = EPOCH;
    private final Map<Integer, Long> ends = new TreeMap<>();
    private SessionHub hub;
    private UnaryOperator<SessionHubBuilder> setup = builder -> builder;

    static ScriptedStore keeping(int records) {
        return new ScriptedStore(memory(records));
    }

    static InMemoryReplayStore memory(int records) {
        return new InMemoryReplayStore(new MemoryBounds(records, 1L << 40, Duration.ofDays(1)));
    }

    /** From now on the store waits for a partition of its log. */
    AwaitingStore awaiting(int partition, long... begins) {
        AwaitingStore waiting = new AwaitingStore(memory(1_000_000));
        store = new ScriptedStore(waiting);
        open(begins);
        waiting.await(epoch, Set.of(partition));
        return waiting;
    }

    /** To be called before the first connection. */
    void limit(SessionLimit limit, long value) {
        UnaryOperator<SessionHubBuilder> before = setup;
        setup = builder -> before.apply(builder).limit(limit, value);
    }

    SessionHub hub() {
        if (hub == null) {
            hub = setup.apply(SessionHub.builder(store)
                            .scheduler(scheduler)
                            .random(new SplittableRandom(2))
                            .clock(InstantSource.fixed(Instant.ofEpochMilli(TIME))))
                    .build();
        }
        return hub;
    }

    /** Begins a log; its partitions begin at the offsets given. */
    void open(long... begins) {
        ends.clear();
        Map<Integer, LogExtent> log = new TreeMap<>();
        for (int partition = 0; partition < begins.length; partition++) {
            ends.put(partition, begins[partition]);
            log.put(partition, new LogExtent(begins[partition], begins[partition]));
        }
        store.open(epoch, log);
    }

    void recreate(Epoch as, long... begins) {
        epoch = as;
        open(begins);
    }

    void history(int perPartition) {
        open(0, 0);
        produce(0, perPartition);
        produce(1, perPartition);
    }

    void produce(int partition, int count) {
        produce(partition, count, ALICE, StateRole.NONE);
    }

    void produce(int partition, int count, ThreadKey thread, StateRole role) {
        RecordLabel label = new RecordLabel(Set.of(thread), role, Readability.READABLE);
        long from = ends.getOrDefault(partition, 0L);
        List<StoredRecord> records = new ArrayList<>();
        for (long offset = from; offset < from + count; offset++) {
            byte[] value = (thread.threadId() + " " + offset).getBytes(StandardCharsets.UTF_8);
            records.add(StoredRecord.wrap(partition, offset, 7, TIME + offset % 1_000_000, label, value));
        }
        take(new PartitionBatch.Consumed(partition, from, from + count, records));
        ends.put(partition, from + count);
    }

    void produceOne(int partition, int bytes) {
        RecordLabel label = new RecordLabel(Set.of(ALICE), StateRole.NONE, Readability.READABLE);
        long offset = end(partition);
        StoredRecord record = StoredRecord.wrap(partition, offset, 7, TIME, label, new byte[bytes]);
        take(new PartitionBatch.Consumed(partition, offset, offset + 1, List.of(record)));
        ends.put(partition, offset + 1);
    }

    void take(PartitionBatch batch) {
        store.append(epoch, List.of(batch));
    }

    /** Lets time pass in which a reader looks at the log every second, as it does while Kafka answers. */
    void passLooking(Duration time) {
        for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minusSeconds(1)) {
            Map<Integer, LogEnd> seen = new TreeMap<>();
            ends.forEach((partition, end) -> seen.put(partition, new LogEnd(end, OptionalInt.empty())));
            store.announceEnds(epoch, seen);
            scheduler.pass(Duration.ofSeconds(1));
        }
    }

    long end(int partition) {
        return ends.getOrDefault(partition, 0L);
    }

    void pass(Duration time) {
        scheduler.pass(time);
    }

    /** Time for everything that is not waiting for anything. */
    void settle() {
        scheduler.pass(Duration.ofMillis(1));
    }

    Client connect(Dialect dialect) {
        return connect(dialect, AccessGrant.everything());
    }

    Client connect(Dialect dialect, AccessGrant grant) {
        Wire wire = new Wire(dialect == Dialect.V2);
        Opening opening = hub().open(dialect, ClientIdentity.anonymous("192.0.2.1", grant), wire);
        assertThat(opening).isInstanceOf(Opening.Opened.class);
        Client client = new Client(wire, ((Opening.Opened) opening).conversation());
        settle();
        return client;
    }

    /** A client and its connection. */
    final class Client {

        final Wire wire;
        final Conversation conversation;

        Client(Wire wire, Conversation conversation) {
            this.wire = wire;
            this.conversation = conversation;
        }

        /** Sends a text, for which single quotes may stand for double ones. */
        Client says(String text) {
            String frame = text.replace('\'', '"');
            wire.client(frame);
            conversation.onText(frame);
            settle();
            return this;
        }

        void applies(long page) {
            says("{'type':'progress','epoch':'" + epoch + "','page':'" + page + "'}");
        }

        Client note(String happens) {
            wire.note(happens);
            return this;
        }

        void leaves() {
            conversation.onClosed();
            settle();
        }
    }
}
