package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.session.SessionSignal.Records;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import io.dashstream.testing.Allocation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many sessions on few real threads over one store; nothing here depends on how fast a thread is. */
class SessionLoadTest {

    private static final Epoch EPOCH = Epoch.of("cluster", "topic", "id", 0);
    private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);
    private static final int PARTITIONS = 4;
    private static final int THREADS = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ReplayStore store =
            new InMemoryReplayStore(new MemoryBounds(1_000_000, 1L << 40, Duration.ofDays(1)));
    private final SourceLog log = new SourceLog(PARTITIONS, 0);
    private final PooledSessionScheduler scheduler = new PooledSessionScheduler(THREADS);

    SessionLoadTest() {
        store.open(
                EPOCH,
                IntStream.range(0, PARTITIONS).boxed().collect(Collectors.toMap(p -> p, p -> new LogExtent(0, 0))));
    }

    @AfterEach
    void close() {
        scheduler.close();
        store.close();
    }

    @Test
    @DisplayName("RE-16: one slow client beside 50 fast ones holds nobody up, and loses nothing")
    void RE16_aSlowClientHoldsNobodyUp() {
        produce(2_000);
        CountingChannel slow = new CountingChannel();
        slow.holdSends();
        open(slow, SessionSettings.DEFAULT);
        List<CountingChannel> fast = open(50, SessionSettings.DEFAULT);
        produce(3_000);
        long all = all();
        await().atMost(PATIENCE).until(() -> fast.stream().allMatch(channel -> channel.records() == all));
        assertThat(slow.records()).as("nothing of this waited for the slow one").isZero();

        slow.releaseSends();
        await().atMost(PATIENCE).until(() -> slow.records() == all);
        assertThat(slow.isInOrder()).isTrue();
        assertThat(slow.gaps()).isZero();
        assertThat(fast).allMatch(CountingChannel::isInOrder);
    }

    @Test
    @DisplayName("RE-15: clients that stop reading are gone by the send deadline, and the others are not touched")
    void RE15_clientsThatStopReadingAreGone() {
        SessionSettings impatient = new SessionSettings(
                new PageLimits(50, 1 << 20),
                SessionSettings.UNLIMITED_WINDOW,
                Credit.ONCE_REPORTED,
                Duration.ofSeconds(10),
                Duration.ofMillis(300),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(15),
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                10_000,
                1 << 20);
        List<CountingChannel> dead = new ArrayList<>();
        List<ReplaySession> sessionsOfTheDead = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            CountingChannel channel = new CountingChannel();
            // Each stops at another kind of signal: resumed, a page, complete.
            channel.holdSendsAfter(i % 4);
            dead.add(channel);
            sessionsOfTheDead.add(open(channel, impatient));
        }
        List<CountingChannel> fast = open(40, SessionSettings.DEFAULT);
        produce(2_000);
        await().atMost(PATIENCE)
                .until(() -> dead.stream().allMatch(channel -> channel.closed() == CloseReason.SLOW_CONSUMER));
        // The status is published behind the task that closes the channel.
        await().atMost(PATIENCE)
                .until(() -> sessionsOfTheDead.stream()
                        .allMatch(session -> session.status().state() == SessionState.CLOSED));
        long all = all();
        await().atMost(PATIENCE).until(() -> fast.stream().allMatch(channel -> channel.records() == all));
        assertThat(fast).allMatch(channel -> channel.closed() == null && channel.isInOrder());
        await().atMost(PATIENCE).until(() -> store.appended().waiting() <= fast.size());
    }

    @Test
    @DisplayName("RE-16: 1 000 sessions that reconnect at once are all served by two threads, and keep nothing")
    void RE16_aReconnectStormIsServedByFewThreads() {
        produce(200);
        long all = all();
        List<CountingChannel> channels = new ArrayList<>();
        List<ReplaySession> sessions = new ArrayList<>();
        ExecutorService clients = Executors.newFixedThreadPool(4);
        try {
            for (int i = 0; i < 1_000; i++) {
                CountingChannel channel = new CountingChannel();
                ReplaySession session = new ReplaySession(store, channel, SessionSettings.DEFAULT, scheduler);
                channels.add(channel);
                sessions.add(session);
                clients.execute(() -> session.resume(ResumeRequest.from(StartFrom.earliest())));
            }
            await().atMost(PATIENCE).until(() -> channels.stream().allMatch(CountingChannel::isComplete));
        } finally {
            clients.shutdownNow();
        }
        assertThat(channels).allMatch(channel -> channel.records() == all && channel.isInOrder());
        Set<String> threads = new HashSet<>();
        channels.forEach(channel -> threads.addAll(channel.threads()));
        assertThat(threads).as("threads that served them").hasSizeLessThanOrEqualTo(THREADS);
        await().atMost(PATIENCE).until(() -> store.appended().waiting() == 1_000);
        assertThat(sessions).allSatisfy(session -> {
            Holdings held = Holdings.of(session);
            assertThat(held.records()).isZero();
            assertThat(held.objects()).as("objects of an idle session").isLessThan(200);
        });
        sessions.forEach(session -> session.close(CloseReason.CLIENT_LEFT));
        await().atMost(PATIENCE).until(() -> store.appended().waiting() == 0);
    }

    @Test
    @DisplayName("RE-19: 200 clients share one buffer per record of 100 kB")
    void RE19_clientsShareTheBuffersOfRecords() {
        // Once before it counts, for what is only made once.
        allocatedFor(200);
        long forOne = allocatedFor(1);
        long forAll = allocatedFor(200);
        assertThat((double) forAll)
                .as("bytes for 200 clients, against %d for one", forOne)
                .isLessThan(1.2 * forOne);
    }

    /** Keeps the pages as they come and makes nothing of its own, so that what is measured is the library's. */
    private static final class KeepingChannel implements SessionChannel {

        private final List<Records> pages = new ArrayList<>();

        @Override
        public CompletionStage<Void> send(SessionSignal signal) {
            if (signal instanceof Records page) {
                pages.add(page);
            }
            return DONE;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void close(CloseReason reason) {
            throw new AssertionError("closed: " + reason);
        }

        List<StoredRecord> records() {
            return pages.stream().flatMap(page -> page.records().stream()).toList();
        }
    }

    /** What it takes to append 200 records of 100 kB and to serve them, all on this thread. */
    private static long allocatedFor(int clients) {
        VirtualScheduler virtual = new VirtualScheduler(new SplittableRandom(19));
        ReplayStore own = new InMemoryReplayStore(new MemoryBounds(1_000, 1L << 30, Duration.ofDays(1)));
        own.open(EPOCH, Map.of(0, new LogExtent(0, 0)));
        SessionSettings settings = SessionSettings.DEFAULT.withPage(new PageLimits(200, 64 << 20));
        List<KeepingChannel> channels = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            KeepingChannel channel = new KeepingChannel();
            channels.add(channel);
            new ReplaySession(own, channel, settings, virtual).resume(ResumeRequest.from(StartFrom.latest()));
        }
        virtual.runAll();
        long allocated = Allocation.during(() -> {
            SourceLog large = new SourceLog(1, 0);
            for (int i = 0; i < 200; i++) {
                large.add(0, i, 100_000);
            }
            own.append(EPOCH, List.of(large.batch(0, 0, 200)));
            virtual.runAll();
        });
        List<StoredRecord> first = channels.get(0).records();
        assertThat(first).hasSize(200);
        assertThat(channels).allSatisfy(channel -> {
            List<StoredRecord> got = channel.records();
            assertThat(got).hasSize(200);
            for (int i = 0; i < 200; i++) {
                assertThat(got.get(i)).as("the same record, not an equal one").isSameAs(first.get(i));
            }
        });
        return allocated;
    }

    @Test
    @DisplayName("RE-26: 100 000 records for 20 sessions say nothing in the log, at info or above")
    void RE26_recordsAreNotLogged() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            List<CountingChannel> channels = open(20, SessionSettings.DEFAULT);
            produce(25_000);
            long all = all();
            await().atMost(PATIENCE).until(() -> channels.stream().allMatch(channel -> channel.records() == all));
        } finally {
            System.setErr(before);
        }
        // What was asked to be logged at info and above goes there: simplelogger.properties.
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private List<CountingChannel> open(int count, SessionSettings settings) {
        List<CountingChannel> channels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CountingChannel channel = new CountingChannel();
            channels.add(channel);
            open(channel, settings);
        }
        return channels;
    }

    private ReplaySession open(CountingChannel channel, SessionSettings settings) {
        ReplaySession session = new ReplaySession(store, channel, settings, scheduler);
        session.resume(ResumeRequest.from(StartFrom.earliest()));
        return session;
    }

    /** Appends to every partition, a few records at a time, beside the sessions that read. */
    private void produce(int perPartition) {
        for (int done = 0; done < perPartition; done += 50) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                long from = log.end(partition);
                for (int i = 0; i < 50; i++) {
                    log.add(partition, from + i, 16);
                }
                store.append(EPOCH, List.of(log.batch(partition, from, from + 50)));
            }
        }
    }

    private long all() {
        return log.partitions().stream().mapToLong(log::end).sum();
    }
}
