package io.dashstream.replay.store.redis;

import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.ReplayStoreContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The contract of every store, for the one in a single Redis. */
class RedisReplayStoreContractIT extends ReplayStoreContract {

    private static RedisProcess redis;
    private final List<ReplayStore> stores = new ArrayList<>();

    @BeforeAll
    static void start() {
        redis = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @AfterEach
    void close() {
        stores.forEach(ReplayStore::close);
    }

    @Override
    protected int cases() {
        return 30;
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
        ReplayStore store = RedisReplayStore.builder()
                .uri(redis.uri())
                .topic(UUID.randomUUID().toString())
                .commandTimeout(Duration.ofSeconds(20))
                .retention(new RedisRetention(records, 1L << 40, forever()))
                .build();
        stores.add(store);
        return store;
    }
}
