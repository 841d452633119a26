package io.dashstream.replay.store.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** A real Redis Cluster of three nodes without replicas. */
final class RedisCluster implements AutoCloseable {

    private static final int SLOTS = 16_384;

    private final List<RedisProcess> nodes;

    private RedisCluster(List<RedisProcess> nodes) {
        this.nodes = nodes;
    }

    static RedisCluster start() {
        List<RedisProcess> nodes = IntStream.range(0, 3)
                .mapToObj(node -> RedisProcess.start("--cluster-enabled", "yes", "--cluster-node-timeout", "5000"))
                .toList();
        for (int node = 0; node < nodes.size(); node++) {
            int from = SLOTS * node / nodes.size();
            int to = SLOTS * (node + 1) / nodes.size();
            int first = nodes.get(0).port();
            boolean isFirst = node == 0;
            nodes.get(node).call(commands -> {
                commands.clusterAddSlots(IntStream.range(from, to).toArray());
                return isFirst ? "" : commands.clusterMeet("127.0.0.1", first);
            });
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> nodes.stream()
                        .allMatch(node -> node.call(RedisCommands::clusterInfo).contains("cluster_state:ok")
                                && node.call(RedisCommands::clusterInfo).contains("cluster_known_nodes:3")));
        return new RedisCluster(nodes);
    }

    String uri() {
        return nodes.get(0).uri();
    }

    @Override
    public void close() {
        nodes.forEach(RedisProcess::close);
    }
}
