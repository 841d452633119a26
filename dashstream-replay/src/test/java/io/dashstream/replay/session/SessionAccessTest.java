package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.client.AccessGrant;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.session.SessionSignal.CursorReset;
import io.dashstream.replay.session.SessionSignal.ReplayComplete;
import io.dashstream.replay.session.SessionSignal.ThreadRecords;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What clients with all kinds of grants get, whatever they ask for, over random logs whose records mix threads. */
class SessionAccessTest {

    private static final int WORLDS = 1_000;
    private static final int SESSIONS = 100;
    private static final Epoch EPOCH = Epoch.of("cluster", "topic", "id", 0);
    private static final List<ThreadKey> THREADS =
            List.of(new ThreadKey("a", "1"), new ThreadKey("a", "2"), new ThreadKey("b", "1"), new ThreadKey("b", "3"));

    @Test
    @DisplayName("RE-21: in 100 000 sessions no client gets a record that it may not see, or changes what another gets")
    void RE21_noClientGetsWhatItMayNotSee() {
        long delivered = 0;
        for (int seed = 0; seed < WORLDS; seed++) {
            delivered += new World(seed).run();
        }
        assertThat(delivered).as("records, or nothing was tried").isGreaterThan(WORLDS * SESSIONS);
    }

    /** One log, and its clients one after the other; a witness is there all the time. */
    private static final class World {

        private final SplittableRandom random;
        private final String name;
        private final VirtualScheduler scheduler;
        private final InMemoryReplayStore store =
                new InMemoryReplayStore(new MemoryBounds(10_000, 1L << 30, Duration.ofDays(1)));
        private final List<StoredRecord> log = new ArrayList<>();
        private final Map<Integer, Long> ends = new HashMap<>(Map.of(0, 0L, 1, 0L));
        private final RecordingChannel witness = new RecordingChannel();

        World(int seed) {
            random = new SplittableRandom(seed);
            name = "world " + seed;
            scheduler = new VirtualScheduler(random.split());
            store.open(EPOCH, Map.of(0, new LogExtent(0, 0), 1, new LogExtent(0, 0)));
            for (int i = random.nextInt(1, 20); i > 0; i--) {
                append();
            }
        }

        long run() {
            new ReplaySession(store, witness, settings(), scheduler).resume(ResumeRequest.from(StartFrom.earliest()));
            long delivered = 0;
            for (int session = 0; session < SESSIONS; session++) {
                delivered += session(name + ", session " + session);
            }
            scheduler.runAll();
            assertThat(witness.records()).as(name).containsExactlyInAnyOrderElementsOf(log);
            assertThat(witness.all(CursorReset.class)).as(name).isEmpty();
            store.close();
            return delivered;
        }

        private long session(String who) {
            AccessGrant grant = grant();
            RecordFilter filter = grant.filter();
            boolean wantsAll = random.nextBoolean();
            if (!wantsAll) {
                filter = filter.and(RecordFilter.wanting(
                        random.nextBoolean() ? Set.of("b") : Set.of(), Set.of(THREADS.get(random.nextInt(4)))));
            }
            StartFrom from = start();
            List<StoredRecord> before = List.copyOf(log);
            RecordingChannel channel = new RecordingChannel();
            ReplaySession session = new ReplaySession(store, channel, settings(), scheduler);
            session.resume(ResumeRequest.from(from).withFilter(filter));
            scheduler.runAll();
            if (wantsAll) {
                startsRight(who, from, grant, before, channel);
            }
            assertThat(channel.only(ReplayComplete.class).delivered())
                    .as("%s: what is counted is what is seen", who)
                    .isEqualTo(channel.records().size());
            for (int step = random.nextInt(3); step > 0; step--) {
                switch (random.nextInt(3)) {
                    case 0 -> session.resync(THREADS.get(random.nextInt(4)));
                    case 1 -> session.resume(ResumeRequest.from(start()).withFilter(filter));
                    default -> append();
                }
                scheduler.runAll();
            }
            session.close(CloseReason.CLIENT_LEFT);
            scheduler.runAll();
            List<StoredRecord> got = Stream.concat(
                            channel.records().stream(),
                            channel.all(ThreadRecords.class).stream().flatMap(page -> page.records().stream()))
                    .toList();
            for (StoredRecord record : got) {
                if (!may(grant, record)) {
                    throw new AssertionError(who + ": " + grant + " got " + record.label());
                }
            }
            return got.size();
        }

        /** What a start means is not weakened by what is hidden. */
        private void startsRight(
                String who, StartFrom from, AccessGrant grant, List<StoredRecord> before, RecordingChannel channel) {
            if (from instanceof StartFrom.Earliest) {
                assertThat(new HashSet<>(channel.records()))
                        .as(who)
                        .isEqualTo(before.stream()
                                .filter(record -> may(grant, record))
                                .collect(Collectors.toSet()))
                        .hasSize(channel.records().size());
            }
            if (from instanceof StartFrom.Checkpoint checkpoint) {
                ThreadKey thread = checkpoint.thread();
                ends.keySet().forEach(partition -> {
                    List<StoredRecord> visible = of(thread, partition, before).stream()
                            .filter(record -> may(grant, record))
                            .toList();
                    if (visible.stream().anyMatch(record -> record.label().isBaseOf(thread))) {
                        assertThat(of(thread, partition, channel.records()).stream()
                                        .limit(1))
                                .as("%s: R5, %s in partition %d", who, thread, partition)
                                .allMatch(record -> record.label().isBaseOf(thread))
                                .hasSize(1);
                    }
                });
            }
        }

        private static List<StoredRecord> of(ThreadKey thread, int partition, List<StoredRecord> records) {
            return records.stream()
                    .filter(record -> record.partition() == partition
                            && record.label().threads().contains(thread))
                    .toList();
        }

        /** By the grant's words, not by its filter. */
        private static boolean may(AccessGrant grant, StoredRecord record) {
            Set<ThreadKey> threads = record.label().threads();
            return grant instanceof AccessGrant.Everything
                    || (!threads.isEmpty() && threads.stream().allMatch(grant::allows));
        }

        private void append() {
            int partition = random.nextInt(2);
            long offset = ends.merge(partition, 1L, Long::sum) - 1;
            Set<ThreadKey> threads = random.nextInt(10) == 0 ? Set.of() : threads();
            RecordLabel label = threads.isEmpty()
                    ? RecordLabel.unreadable(Readability.UNDECODABLE)
                    : new RecordLabel(
                            threads, random.nextInt(3) == 0 ? StateRole.BASE : StateRole.CHANGE, Readability.READABLE);
            StoredRecord record = StoredRecord.wrap(partition, offset, 0, log.size(), label, new byte[] {1});
            log.add(record);
            store.append(EPOCH, List.of(new PartitionBatch.Consumed(partition, offset, offset + 1, List.of(record))));
        }

        private Set<ThreadKey> threads() {
            ThreadKey one = THREADS.get(random.nextInt(4));
            ThreadKey other = THREADS.get(random.nextInt(4));
            return random.nextBoolean() || one.equals(other) ? Set.of(one) : Set.of(one, other);
        }

        private AccessGrant grant() {
            return switch (random.nextInt(5)) {
                case 0 -> AccessGrant.everything();
                case 1 -> AccessGrant.tenants(Set.of("a"));
                case 2 -> AccessGrant.tenants(Set.of("a", "b"));
                case 3 -> AccessGrant.tenants(Set.of());
                default -> AccessGrant.threads(threads());
            };
        }

        private StartFrom start() {
            return switch (random.nextInt(6)) {
                case 0 -> StartFrom.latest();
                case 1 -> new StartFrom.Timestamp(random.nextInt(log.size() + 1));
                case 2 -> new StartFrom.Checkpoint(THREADS.get(random.nextInt(4)));
                case 3 -> new StartFrom.Checkpoints(threads());
                case 4 ->
                    StartFrom.cursor(Cursor.of(
                            EPOCH,
                            Map.of(0, Position.at(random.nextLong(ends.getOrDefault(0, 0L) + 1)), 1, Position.at(0))));
                default -> StartFrom.earliest();
            };
        }

        private SessionSettings settings() {
            return SessionSettings.DEFAULT.withPage(new PageLimits(random.nextInt(1, 30), 1 << 20));
        }
    }
}
