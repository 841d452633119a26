package io.dashstream.replay.reader;

import io.dashstream.replay.kafka.TopicAdmin;
import io.dashstream.replay.kafka.TopicAdmin.Described;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks through Kafka's Admin client. A look takes a few milliseconds and nobody waits for it, so a cluster that does not
 * answer costs the reader nothing but the certainty.
 */
final class AdminTopicWatch implements TopicWatch {

    private final TopicAdmin admin;
    private final RollCall rollCall;
    private final Duration interval;
    private final LongSupplier nanoTime;

    private @Nullable CompletableFuture<Sighting> look;
    private long lastBegun;
    private boolean wanted = true;

    AdminTopicWatch(TopicAdmin admin, Duration interval, LongSupplier nanoTime) {
        this.admin = admin;
        this.rollCall = new RollCall(admin::extents);
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
                .thenCompose(before -> rollCall.call(before.partitions())
                        .thenCompose(
                                answers -> admin.describe().thenApply(after -> sighting(before, answers, after, now))))
                .exceptionally(AdminTopicWatch::failure);
    }

    private Sighting sighting(Described before, RollCall.Answers answers, Described after, long now) {
        if (!after.identity().equals(before.identity())) {
            wanted = true;
            return new Sighting.Failed("the topic changed while it was looked at");
        }
        Sighting.Present present = new Sighting.Present(before.identity(), answers.extents(), answers.silent(), now);
        return answers.extents().isEmpty()
                ? new Sighting.Failed(present.silence().orElse("the topic has no partitions"))
                : present;
    }

    private static Sighting failure(Throwable thrown) {
        return TopicAdmin.saysMissing(thrown)
                ? new Sighting.Missing()
                : new Sighting.Failed(TopicAdmin.cause(thrown).toString());
    }
}
