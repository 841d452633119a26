package io.dashstream.replay.reader;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.kafka.KafkaClients;
import io.dashstream.replay.kafka.RecordReader;
import io.dashstream.replay.run.RunHistory;
import io.dashstream.replay.run.RunIndex;
import io.dashstream.replay.session.PooledSessionScheduler;
import io.dashstream.replay.session.ReplaySession;
import io.dashstream.replay.session.SessionChannel;
import io.dashstream.replay.session.SessionSettings;
import io.dashstream.replay.store.AwaitingStore;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.kafka.ColdReadStats;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryStoreStats;
import io.dashstream.replay.store.tiered.TierStats;
import io.dashstream.replay.store.tiered.TieredReplayStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the telemetry topic, keeps it replayable, and serves sessions: what an application server embeds.
 *
 * <pre>{@code
 * try (ReplayReader reader = ReplayReader.builder()
 *         .bootstrapServers("localhost:9092")
 *         .topic("dashstream")
 *         .build()) {
 *     reader.start();
 *     reader.awaitCaughtUp(Duration.ofSeconds(30));
 *     ...
 * }
 * }</pre>
 *
 * <p>One thread reads all partitions, without a consumer group: every server sees everything, and nothing is committed.
 * It appends to the store first and lets the sessions know afterwards. It never creates the topic, notices when it is
 * replaced by another one of the same name, takes in partitions that are added, and tells what was lost from what was
 * never there. A record that can't be read as a message is kept as it is, flagged and counted. Thread-safe.
 */
public final class ReplayReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayReader.class);
    private static final Duration JOIN = Duration.ofSeconds(10);

    private final ReaderSettings settings;
    private final String place;
    private final ReadLoop loop;
    private final ReaderCounters counters;
    private final Progress progress;
    private final Optional<InMemoryReplayStore> memory;
    private final TieredReplayStore tiers;
    private final AwaitingStore store;
    private final PooledSessionScheduler scheduler;
    private final RecordReader recordReader;
    private final PoisonGuard guard;
    private final RunIndex index;
    private final RunHistory history;
    private final CompletableFuture<CatchUp> caughtUp;
    private final Thread thread;

    ReplayReader(ReaderConfiguration configuration) {
        KafkaClients clients = configuration.clients();
        this.settings = configuration.settings();
        this.place = configuration.place();
        this.memory = configuration.tiers().memory();
        this.tiers = configuration.tiers().open(clients, configuration.maxMessageBytes());
        this.store = new AwaitingStore(tiers);
        this.scheduler = new PooledSessionScheduler(configuration.sessionThreads());
        this.recordReader = configuration.recordReader();
        this.guard = new PoisonGuard(
                configuration.poisonPolicy(),
                configuration
                        .deadLetters()
                        .map(letters -> new DeadLetterOffice(
                                configuration.topic(), letters, () -> clients.letters(letters.timeout()))),
                new PoisonLog(LOG::warn));
        this.index = new RunIndex(
                store,
                scheduler,
                configuration.maxRuns(),
                configuration.maxMessageBytes(),
                configuration.runIdleTime());
        this.history = new RunHistory(
                store,
                index,
                configuration.maxMessageBytes(),
                configuration.stateTimeout(),
                configuration.stateRebuilds());
        this.counters = new ReaderCounters();
        this.progress = new Progress(configuration.lookInterval(), System::nanoTime);
        this.caughtUp = new CompletableFuture<>();
        ReadLoop.Setup setup = new ReadLoop.Setup(
                configuration.topic(),
                configuration.start(),
                configuration.resetGeneration(),
                clients::consumer,
                () -> new AdminTopicWatch(clients.topicAdmin(), configuration.lookInterval(), System::nanoTime),
                store,
                recordReader,
                guard,
                System::nanoTime);
        this.loop = new ReadLoop(setup, counters, progress, caughtUp::complete);
        this.thread = new Thread(loop, "dashstream-replay-reader");
        this.thread.setDaemon(true);
        this.thread.setUncaughtExceptionHandler((reader, fatal) -> {
            progress.is(ReaderStatus.Phase.FAILING, "reading has ended: " + fatal);
            LOG.error("Reading topic {} has ended", settings.topic(), fatal);
        });
    }

    /**
     * A reader in the making.
     *
     * @return a builder
     */
    public static ReplayReaderBuilder builder() {
        return new ReplayReaderBuilder();
    }

    /** Starts reading; to be called once. */
    public void start() {
        LOG.info("DashStream replay reader started: {}, settings={}", place, settings.effective());
        thread.start();
        index.start();
    }

    /**
     * Waits until everything that the topic held when the reader first saw it is read, stored and indexed.
     *
     * @param atMost how long to wait
     * @return what was reached
     * @throws ReplayException if it takes longer, with what the reader was doing instead
     */
    public CatchUp awaitCaughtUp(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            CatchUp reached = caughtUp.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            index.awaitComplete(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            return reached;
        } catch (TimeoutException e) {
            throw new ReplayException("not caught up after " + atMost + ": " + status(), e);
        } catch (ExecutionException e) {
            throw new ReplayException("catching up failed: " + status(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplayException("interrupted while catching up: " + status(), e);
        }
    }

    /**
     * What the reader is doing.
     *
     * @return the status
     */
    public ReaderStatus status() {
        return progress.status();
    }

    /**
     * What the reader has done so far.
     *
     * @return counters and positions
     */
    public ReaderStats stats() {
        return new ReaderStats(
                progress.status(),
                progress.epoch(),
                counters.records.sum(),
                counters.bytes.sum(),
                counters.byReadability(),
                counters.gaps.sum(),
                counters.missingOffsets.sum(),
                counters.truncations.sum(),
                counters.epochs.sum(),
                counters.looks.sum(),
                counters.failedLooks.sum(),
                counters.appendFailures.sum(),
                counters.failures.sum(),
                progress.positions(),
                progress.lag(),
                progress.silent(),
                progress.lagAge(),
                guard.stats(counters.newByReadability()));
    }

    /**
     * Lets the record that a partition waits in front of be stored and delivered as it is, under
     * {@link PoisonPolicy#PAUSE}.
     *
     * @param partition the partition
     * @param offset the record's offset, so that nothing else is let through by mistake
     * @return whether the partition waited in front of exactly this record
     */
    public boolean pass(int partition, long offset) {
        return guard.pass(partition, offset);
    }

    /**
     * What the reader was told to do.
     *
     * @return the settings
     */
    public ReaderSettings settings() {
        return settings;
    }

    /**
     * The history that the reader fills.
     *
     * @return the store
     */
    public ReplayStore store() {
        return store;
    }

    /**
     * What the store in memory holds and gives.
     *
     * @return its figures, or empty if the reader was given another store
     */
    public Optional<MemoryStoreStats> memoryStats() {
        return memory.map(InMemoryReplayStore::stats);
    }

    /**
     * What reading back from Kafka has come to.
     *
     * @return its counters, or empty if the reader was built without a cold tier
     */
    public Optional<ColdReadStats> coldStats() {
        return tiers.coldStats();
    }

    /**
     * What became of the store between memory and Kafka.
     *
     * @return its counters, or empty if there is none
     */
    public Optional<TierStats> middleStats() {
        return tiers.middleStats();
    }

    /**
     * The runs that the log holds.
     *
     * @return the index, which follows the log by itself
     */
    public RunIndex runs() {
        return index;
    }

    /**
     * The states of these runs at any sequence.
     *
     * @return the history
     */
    public RunHistory history() {
        return history;
    }

    /**
     * Opens a session for one client.
     *
     * @param channel where its signals go
     * @param settings how it behaves
     * @return a session that waits for its {@link ReplaySession#resume}
     */
    public ReplaySession openSession(SessionChannel channel, SessionSettings settings) {
        return new ReplaySession(store, channel, settings, scheduler);
    }

    /** Stops reading and closes the store; sessions are not served any more. */
    @Override
    public void close() {
        index.close();
        loop.stop();
        try {
            thread.join(JOIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        recordReader.close();
        guard.close();
        scheduler.close();
        store.close();
    }
}
