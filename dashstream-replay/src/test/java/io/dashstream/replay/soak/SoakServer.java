package io.dashstream.replay.soak;

import io.dashstream.replay.endpoint.JettyServer;
import io.dashstream.replay.endpoint.ReplayEndpoint;
import io.dashstream.replay.endpoint.WebServer;
import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.hub.SessionLimit;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.store.kafka.ColdReadSettings;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import io.dashstream.replay.store.memory.MemoryBounds;
import io.dashstream.replay.store.redis.RedisReplayStore;
import io.dashstream.replay.store.redis.RedisRetention;
import java.time.Duration;

/** A whole server: a little memory, a Redis that is shared with others, Kafka behind both, sessions over WebSocket. */
final class SoakServer implements AutoCloseable {

    private static final int LITTLE = 400;
    private static final int SOME = 1_000;
    /** A few pieces of the log: what Kafka has deleted is not to be read from it for long. */
    private static final ColdReadSettings HARDLY_CACHED = new ColdReadSettings(2, 256, 1L << 20, Duration.ofSeconds(5));

    private final RedisReplayStore redis;
    private final ReplayReader reader;
    private final SessionHub hub;
    private final ReplayEndpoint endpoint;
    private final WebServer web;

    SoakServer(String bootstrapServers, String topic, int redisPort) throws Exception {
        redis = RedisReplayStore.builder()
                .uri("redis://127.0.0.1:" + redisPort)
                .topic(topic)
                .retention(new RedisRetention(SOME, 1L << 30, Duration.ofDays(1)))
                .build();
        reader = ReplayReader.builder()
                .bootstrapServers(bootstrapServers)
                .topic(topic)
                .store(new InMemoryReplayStore(new MemoryBounds(LITTLE, 1L << 30, Duration.ofDays(1))))
                .middleStore(redis)
                .coldReads(HARDLY_CACHED)
                .build();
        hub = SessionHub.builder(reader.store())
                .limit(SessionLimit.SESSIONS_PER_ADDRESS, 100)
                .limit(SessionLimit.RESUMES_PER_MINUTE, 600)
                .build();
        endpoint = ReplayEndpoint.builder(reader, hub).build();
        web = JettyServer.serving(endpoint);
        reader.start();
    }

    int port() {
        return web.port();
    }

    ReplayReader reader() {
        return reader;
    }

    RedisReplayStore redis() {
        return redis;
    }

    SessionHub hub() {
        return hub;
    }

    boolean isReady() {
        return endpoint.health().report().isReady();
    }

    @Override
    public void close() {
        hub.close();
        web.close();
        endpoint.close();
        reader.close();
    }
}
