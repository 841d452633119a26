package io.dashstream.replay.store.redis;

import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.ReplayStoreContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** The contract of every store, each over a topic of its own in one Redis. */
abstract class RedisContract extends ReplayStoreContract {

    private final List<ReplayStore> stores = new ArrayList<>();

    /** A builder that knows where Redis is. */
    protected abstract RedisReplayStore.Builder builder();

    @AfterEach
    void close() {
        stores.forEach(ReplayStore::close);
    }

    @Override
    protected ReplayStore newStore() {
        return store(10_000_000);
    }

    @Override
    protected ReplayStore newStoreThatKeeps(int records) {
        return store(records);
    }

    private ReplayStore store(long records) {
        ReplayStore store = builder()
                .topic(UUID.randomUUID().toString())
                .commandTimeout(Duration.ofSeconds(20))
                .retention(new RedisRetention(records, 1L << 40, forever()))
                .build();
        stores.add(store);
        return store;
    }
}
