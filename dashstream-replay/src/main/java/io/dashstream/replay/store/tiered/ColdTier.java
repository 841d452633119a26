package io.dashstream.replay.store.tiered;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.Lineage;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.kafka.KafkaReplayStore;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Kafka as a tier: it covers what the reader has read, as its books are kept together with those of memory. */
final class ColdTier implements LowerTier {

    private final KafkaReplayStore store;

    ColdTier(KafkaReplayStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "Kafka";
    }

    @Override
    public boolean covers(Epoch epoch, int partition, long offset) {
        return store.knownBounds(epoch, partition)
                .filter(bounds -> bounds.floor() <= offset && offset < bounds.next())
                .isPresent();
    }

    @Override
    public OptionalLong floor(Epoch epoch, int partition) {
        Optional<PartitionBounds> bounds = store.knownBounds(epoch, partition);
        return bounds.isPresent() ? OptionalLong.of(bounds.get().floor()) : OptionalLong.empty();
    }

    @Override
    public Lineage lineage(Epoch epoch, int partition) {
        return store.knownBounds(epoch, partition).map(PartitionBounds::lineage).orElse(Lineage.EMPTY);
    }

    @Override
    public boolean isAnswering() {
        return true;
    }

    @Override
    public CompletableFuture<ReadResult> read(ReadRequest request) {
        return store.read(request).toCompletableFuture();
    }

    /** Nothing to note: the store knows its own bounds. */
    @Override
    public void learn(Page page) {}
}
