package io.dashstream.replay.store.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Makes connections, to one Redis or to a cluster, that fail fast instead of queueing while Redis is away. */
final class Connections implements AutoCloseable {

    private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(10);

    private final ClientResources resources;
    private final AbstractRedisClient client;

    Connections(Settings settings) {
        this.resources = DefaultClientResources.builder()
                .reconnectDelay(Delay.constant(settings.probeInterval()))
                .build();
        SocketOptions socket = SocketOptions.builder()
                .connectTimeout(settings.commandTimeout())
                .build();
        TimeoutOptions timeouts = TimeoutOptions.enabled(settings.commandTimeout());
        if (settings.cluster()) {
            RedisClusterClient cluster = RedisClusterClient.create(resources, settings.uri());
            cluster.setOptions(ClusterClientOptions.builder()
                    .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                    .socketOptions(socket)
                    .timeoutOptions(timeouts)
                    .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                            .enablePeriodicRefresh(TOPOLOGY_REFRESH)
                            .build())
                    .build());
            this.client = cluster;
        } else {
            RedisClient single = RedisClient.create(resources, settings.uri());
            single.setOptions(ClientOptions.builder()
                    .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                    .socketOptions(socket)
                    .timeoutOptions(timeouts)
                    .build());
            this.client = single;
        }
    }

    /** A connection for commands; blocks while it is made. */
    StatefulConnection<byte[], byte[]> commands() {
        return client instanceof RedisClusterClient cluster
                ? cluster.connect(ByteArrayCodec.INSTANCE)
                : ((RedisClient) client).connect(ByteArrayCodec.INSTANCE);
    }

    /** A connection that only listens; blocks while it is made. */
    StatefulRedisPubSubConnection<byte[], byte[]> listening() {
        return client instanceof RedisClusterClient cluster
                ? cluster.connectPubSub(ByteArrayCodec.INSTANCE)
                : ((RedisClient) client).connectPubSub(ByteArrayCodec.INSTANCE);
    }

    @Override
    public void close() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
        Future<Boolean> unused = resources.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
