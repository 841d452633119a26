package io.dashstream.replay.store.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract of every store, for the one in a Redis Cluster of three nodes. */
class RedisReplayStoreClusterContractIT extends RedisContract {

    private static RedisCluster cluster;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Override
    protected int cases() {
        return 8;
    }

    @Override
    protected RedisReplayStore.Builder builder() {
        return RedisReplayStore.builder().uri(cluster.uri()).cluster(true);
    }
}
