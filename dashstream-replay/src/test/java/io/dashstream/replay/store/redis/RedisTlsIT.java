package io.dashstream.replay.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.Unavailable;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** TLS as docs/replay-settings.md says: by the URL, with the trust store of the JVM. */
class RedisTlsIT {

    private static final Epoch EPOCH = Epoch.of("cluster", "topic", "id", 0);
    private static final Properties BEFORE = new Properties();

    private static RedisProcess redis;
    private static TlsFront front;

    @BeforeAll
    static void start() throws Exception {
        BEFORE.putAll(System.getProperties());
        redis = RedisProcess.start();
        front = new TlsFront(redis.port());
    }

    @AfterAll
    static void stop() {
        System.setProperties(BEFORE);
        front.close();
        redis.close();
    }

    private static void trust(boolean isTrusted) {
        if (isTrusted) {
            System.setProperty("javax.net.ssl.trustStore", front.trustStore().toString());
            System.setProperty("javax.net.ssl.trustStorePassword", TlsFront.PASSWORD);
        } else {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
        }
    }

    private static RedisReplayStore store(String url) {
        return RedisReplayStore.builder()
                .environment(Map.of("REDIS_URL", url, "DASHSTREAM_REDIS_COMMAND_TIMEOUT_MS", "5000"))
                .build();
    }

    private static BoundsResult open(RedisReplayStore store) {
        return store.open(EPOCH, Map.of(0, new LogExtent(0, 0)));
    }

    @Test
    @DisplayName("a certificate that the JVM trusts, for the address that was asked for, lets the store in")
    void trusted() {
        trust(true);
        try (RedisReplayStore store = store("rediss://127.0.0.1:" + front.port())) {
            await().atMost(Duration.ofSeconds(60)).until(() -> open(store) instanceof StoreBounds);
        }
    }

    @Test
    @DisplayName("a certificate that the JVM does not trust does not, and nothing is said without TLS")
    void notTrusted() {
        trust(false);
        try (RedisReplayStore store = store("rediss://127.0.0.1:" + front.port())) {
            assertThat(open(store)).isInstanceOf(Unavailable.class);
        }
    }

    @Test
    @DisplayName("a trusted certificate for another name is refused, unless verifyPeer=CA leaves the name out")
    void anotherName() {
        trust(true);
        try (RedisReplayStore strict = store("rediss://localhost:" + front.port());
                RedisReplayStore lenient = store("rediss://localhost:" + front.port() + "?verifyPeer=CA")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> open(lenient) instanceof StoreBounds);
            assertThat(open(strict)).isInstanceOf(Unavailable.class);
        }
    }
}
