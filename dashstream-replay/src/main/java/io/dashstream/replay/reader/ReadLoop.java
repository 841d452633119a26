package io.dashstream.replay.reader;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.kafka.RecordReader;
import io.dashstream.replay.kafka.TopicIdentity;
import io.dashstream.replay.reader.ReaderStatus.Phase;
import io.dashstream.replay.reader.Sighting.Extent;
import io.dashstream.replay.store.AwaitingStore;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.Unavailable;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the reader's one thread does: look at the topic, read, store, again and again, whatever fails. */
final class ReadLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ReadLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration IDLE = Duration.ofMillis(20);
    private static final Duration SHORTLY = Duration.ofMillis(1);
    private static final Duration BACKOFF_LEAST = Duration.ofMillis(100);
    private static final Duration BACKOFF_MOST = Duration.ofSeconds(5);
    private static final Duration TRIM_EVERY = Duration.ofSeconds(1);

    /** What does not change while the loop runs. */
    record Setup(
            String topic,
            StartPosition start,
            long resetGeneration,
            Function<Runnable, Consumer<byte[], byte[]>> consumers,
            Supplier<TopicWatch> watches,
            AwaitingStore store,
            RecordReader recordReader,
            PoisonGuard guard,
            LongSupplier nanoTime) {}

    /**
     * What the last reading knew, for one that begins again while a partition is silent.
     *
     * @param epoch what it read
     * @param extents where each partition was
     */
    private record Kept(Optional<Epoch> epoch, Map<Integer, Extent> extents) {

        Map<Integer, Extent> of(Epoch wanted) {
            return epoch.filter(wanted::equals).isPresent() ? extents : Map.of();
        }

        Kept and(Epoch read, Map<Integer, Extent> seen) {
            Map<Integer, Extent> all = new HashMap<>(of(read));
            all.putAll(seen);
            return new Kept(Optional.of(read), Map.copyOf(all));
        }
    }

    private final Setup setup;
    private final ReaderCounters counters;
    private final Progress progress;
    private final java.util.function.Consumer<CatchUp> onCaughtUp;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Set<TopicIdentity> known = new HashSet<>();
    private volatile Optional<Reading> reading = Optional.empty();
    private Kept kept = new Kept(Optional.empty(), Map.of());
    /** Which partitions of what is read did not answer. */
    private Optional<String> silence = Optional.empty();

    private long trimmedAt;
    private int failuresInARow;

    ReadLoop(Setup setup, ReaderCounters counters, Progress progress, java.util.function.Consumer<CatchUp> onCaughtUp) {
        this.setup = setup;
        this.counters = counters;
        this.progress = progress;
        this.onCaughtUp = onCaughtUp;
    }

    /** Lets {@link #run} return soon; from any thread. */
    void stop() {
        closing.countDown();
        reading.ifPresent(Reading::wakeUp);
    }

    @Override
    public void run() {
        progress.is(Phase.CONNECTING);
        while (isRunning()) {
            try (TopicWatch watch = setup.watches().get()) {
                while (isRunning()) {
                    step(watch);
                }
            } catch (WakeupException | InterruptException e) {
                LOG.debug("Woken up to stop");
            } catch (RuntimeException e) {
                failed(e);
            } finally {
                endReading();
            }
        }
        progress.is(Phase.CLOSED);
    }

    private boolean isRunning() {
        return closing.getCount() > 0;
    }

    /** One turn: a glance at the topic, a poll, a batch for the store. */
    void step(TopicWatch watch) {
        watch.poll().ifPresent(this::look);
        if (reading.isPresent()) {
            Reading current = reading.get();
            if (current.givesUpWaiting(setup.nanoTime().getAsLong())) {
                progress.is(
                        Phase.UNVERIFIED,
                        "nobody has answered for " + Reading.LOOK_WITHIN.toMillis() + " ms which topic it is");
            }
            if (current.awaitsLook()) {
                pause(SHORTLY);
            } else {
                current.poll(
                        setup.guard().isWaiting() ? IDLE : POLL,
                        setup.nanoTime().getAsLong());
            }
            failuresInARow = 0;
            if (current.takeSuspicion()) {
                watch.lookSoon();
            }
            if (current.hasJustCaughtUp()) {
                progress.is(Phase.LIVE, silence);
                onCaughtUp.accept(new CatchUp(current.epoch(), current.target()));
            }
            trim();
            if (current.takeRefused()) {
                // The same records would be fetched and refused as fast as Kafka gives them.
                pause(BACKOFF_LEAST);
            }
        } else {
            pause(IDLE);
        }
    }

    private void trim() {
        long now = setup.nanoTime().getAsLong();
        if (now - trimmedAt >= TRIM_EVERY.toNanos()) {
            trimmedAt = now;
            setup.store().trim();
        }
    }

    private void look(Sighting sighting) {
        counters.looks.increment();
        if (sighting instanceof Sighting.Present present) {
            seen(present);
        } else if (sighting instanceof Sighting.Missing) {
            progress.is(
                    Phase.TOPIC_MISSING,
                    "topic " + setup.topic() + " does not exist; it is not created by reading, create it with the"
                            + " partitions and retention that you want");
        } else if (sighting instanceof Sighting.Failed failed) {
            counters.failedLooks.increment();
            reading.ifPresent(Reading::goOnUnverified);
            progress.is(reading.isPresent() ? Phase.UNVERIFIED : Phase.FAILING, failed.reason());
        }
    }

    private void seen(Sighting.Present present) {
        TopicIdentity identity = present.identity();
        Optional<Reading> current = reading;
        progress.silent(present.silent().keySet());
        if (current.isPresent() && current.get().identity().equals(identity)) {
            current.get().see(present);
            silence = present.silence();
            progress.is(current.get().isCaughtUp() ? Phase.LIVE : Phase.CATCHING_UP, silence);
        } else if (current.isPresent() && known.contains(identity)) {
            // Topic ids are never used again, so this is a broker that has not heard yet.
            LOG.debug("Ignoring an old identity of topic {}", setup.topic());
        } else {
            begin(present);
        }
    }

    private void begin(Sighting.Present present) {
        Epoch epoch = present.identity().epoch(setup.resetGeneration());
        boolean isSuccessor = !known.isEmpty() && !known.contains(present.identity());
        boolean atEnd = known.isEmpty() && setup.start() == StartPosition.LATEST;
        Map<Integer, Extent> before = kept.of(epoch);
        // Sessions have to know of these too: they would take one that comes later for one that was added, and a cursor
        // in it for one of a partition that was removed.
        Set<Integer> unheard = new HashSet<>(present.silent().keySet());
        unheard.removeAll(before.keySet());
        Map<Integer, LogExtent> log = new HashMap<>();
        before.forEach((partition, extent) -> log.put(partition, new LogExtent(extent.begin(), extent.last())));
        present.partitions()
                .forEach((partition, extent) ->
                        log.put(partition, new LogExtent(atEnd ? extent.end() : extent.begin(), extent.last())));
        BoundsResult opened = setup.store().open(epoch, log, unheard);
        if (opened instanceof Unavailable unavailable) {
            counters.appendFailures.increment();
            progress.is(Phase.FAILING, unavailable.reason());
            return;
        }
        endReading();
        if (isSuccessor) {
            LOG.warn("Topic {} is another one now: epoch {}", setup.topic(), epoch);
        }
        if (known.add(present.identity())) {
            counters.epochs.increment();
        }
        progress.begins(epoch);
        AtomicLong metadata = new AtomicLong();
        Reading begun = new Reading(
                present.identity(),
                epoch,
                setup.consumers().apply(metadata::incrementAndGet),
                metadata::get,
                setup.store(),
                setup.recordReader(),
                setup.guard(),
                counters,
                progress);
        reading = Optional.of(begun);
        begun.begin((StoreBounds) opened, present.partitions(), setup.nanoTime().getAsLong());
        silence = present.silence();
        progress.is(Phase.CATCHING_UP, silence);
    }

    /** Gives the consumer back; what was read of the topic is remembered. */
    void endReading() {
        Optional<Reading> ended = reading;
        reading = Optional.empty();
        ended.ifPresent(last -> {
            kept = kept.and(last.epoch(), last.lastSeen());
            last.close();
        });
    }

    private void failed(RuntimeException failure) {
        counters.failures.increment();
        progress.is(Phase.FAILING, failure.toString());
        if (failuresInARow == 0) {
            LOG.warn("Reading topic {} failed; trying again until it works", setup.topic(), failure);
        }
        Duration backoff = BACKOFF_LEAST.multipliedBy(1L << Math.min(failuresInARow, 10));
        failuresInARow++;
        pause(backoff.compareTo(BACKOFF_MOST) < 0 ? backoff : BACKOFF_MOST);
    }

    private void pause(Duration duration) {
        try {
            if (closing.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.debug("Stopping");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }
}
