package io.dashstream.replay.store.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of every store, for the one in a single Redis. */
class RedisReplayStoreContractIT extends RedisContract {

    private static RedisProcess redis;

    @BeforeAll
    static void start() {
        redis = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Override
    protected int cases() {
        return 30;
    }

    @Override
    protected RedisReplayStore.Builder builder() {
        return RedisReplayStore.builder().uri(redis.uri());
    }
}
