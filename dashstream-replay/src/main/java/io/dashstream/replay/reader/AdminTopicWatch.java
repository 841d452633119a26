package io.dashstream.replay.reader;

import io.dashstream.replay.kafka.TopicAdmin;
import io.dashstream.replay.reader.Sighting.Extent;
import io.dashstream.replay.store.LogEnd;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.jspecify.annotations.Nullable;

/**
 * Looks through Kafka's Admin client. A look takes a few milliseconds and nobody waits for it, so a cluster that does not
 * answer costs the reader nothing but the certainty.
 */
final class AdminTopicWatch implements TopicWatch {

    private final TopicAdmin admin;
    private final Duration interval;
    private final LongSupplier nanoTime;

    private @Nullable CompletableFuture<Sighting> look;
    private long lastBegun;
    private boolean wanted = true;

    AdminTopicWatch(TopicAdmin admin, Duration interval, LongSupplier nanoTime) {
        this.admin = admin;
        this.interval = interval;
        this.nanoTime = nanoTime;
    }

    @Override
    public void lookSoon() {
        wanted = true;
    }

    @Override
    public Optional<Sighting> poll() {
        Optional<Sighting> finished = takeFinished();
        long now = nanoTime.getAsLong();
        if (look == null && (wanted || now - lastBegun >= interval.toNanos())) {
            wanted = false;
            lastBegun = now;
            look = begin(now);
        }
        return finished;
    }

    @Override
    public void close() {
        admin.close();
    }

    private Optional<Sighting> takeFinished() {
        CompletableFuture<Sighting> current = look;
        if (current == null || !current.isDone()) {
            return Optional.empty();
        }
        look = null;
        return Optional.of(current.join());
    }

    /** Identity, offsets, identity: offsets between two equal identities belong to it. */
    private CompletableFuture<Sighting> begin(long now) {
        return admin.describe()
                .thenCompose(before -> extents(before.partitions())
                        .thenCompose(extents -> admin.describe().thenApply(after -> {
                            if (!after.identity().equals(before.identity())) {
                                wanted = true;
                                return (Sighting) new Sighting.Failed("the topic changed while it was looked at");
                            }
                            return new Sighting.Present(before.identity(), extents, now);
                        })))
                .exceptionally(AdminTopicWatch::failure);
    }

    private CompletableFuture<SortedMap<Integer, Extent>> extents(int partitions) {
        List<Integer> all = IntStream.range(0, partitions).boxed().toList();
        CompletableFuture<Map<Integer, Long>> begins = admin.offsets(all, OffsetSpec.earliest());
        return begins.thenCombine(admin.ends(all), AdminTopicWatch::extents);
    }

    private static SortedMap<Integer, Extent> extents(Map<Integer, Long> begins, Map<Integer, LogEnd> ends) {
        SortedMap<Integer, Extent> extents = new TreeMap<>();
        // Two answers, not one moment: retention may have moved the beginning in between.
        begins.forEach((partition, begin) -> {
            LogEnd end = ends.getOrDefault(partition, LogEnd.at(begin));
            extents.put(partition, new Extent(begin, new LogEnd(Math.max(begin, end.offset()), end.leaderEpoch())));
        });
        return extents;
    }

    private static Sighting failure(Throwable thrown) {
        return TopicAdmin.saysMissing(thrown)
                ? new Sighting.Missing()
                : new Sighting.Failed(TopicAdmin.cause(thrown).toString());
    }
}
