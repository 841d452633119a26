package io.dashstream.kafka.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/**
 * What one broker is started with.
 *
 * <p>Three listeners: CLIENT with whatever protocol the user wants, INTERNAL for the broker and our own admin client (always plain, so
 * that a test of TLS or SASL needs no credentials for them), CONTROLLER.
 */
record BrokerSettings(
        KafkaDirectory directory,
        int clientPort,
        int advertisedPort,
        SecurityProtocol clientProtocol,
        int defaultPartitions,
        SessionTimeout sessionTimeout,
        Map<String, String> extra) {

    /** How soon the controller gives up a broker that says nothing: what a restart after SIGKILL has to wait for. */
    enum SessionTimeout {
        /** Kafka's default: 9 s. A busy test machine must not make the controller fence a broker that is merely slow. */
        KAFKA_DEFAULT(9_000, 2_000),
        /** Measured: ready 2.0-2.8 s after SIGKILL instead of 11.9 s. */
        SHORT(1_000, 200);

        private final int sessionMillis;
        private final int heartbeatMillis;

        SessionTimeout(int sessionMillis, int heartbeatMillis) {
            this.sessionMillis = sessionMillis;
            this.heartbeatMillis = heartbeatMillis;
        }
    }

    static final String CONTROLLER = "CONTROLLER";
    private static final String INTERNAL = "INTERNAL";
    private static final String CLIENT = "CLIENT";
    private static final int NODE_ID = 1;
    private static final String MIB = String.valueOf(1 << 20);

    BrokerSettings {
        Map<String, String> ours = fixed(Path.of("x"), clientProtocol, 1, 1, 1, 1);
        TreeSet<String> clash = new TreeSet<>(extra.keySet());
        clash.retainAll(ours.keySet());
        if (!clash.isEmpty()) {
            throw new IllegalArgumentException(
                    "Broker properties " + clash
                            + " are set by the embedded broker; use port, advertisedPort, directory and clientProtocol of its builder");
        }
        extra = Map.copyOf(extra);
    }

    String clientAddress() {
        return Ports.HOST + ":" + advertisedPort;
    }

    Properties toProperties(int internalPort, int controllerPort) {
        Properties p = new Properties();
        singleNode(p);
        smallFootprint(p);
        p.put("num.partitions", String.valueOf(defaultPartitions));
        p.put("auto.create.topics.enable", "false");
        p.put("broker.session.timeout.ms", String.valueOf(sessionTimeout.sessionMillis));
        p.put("broker.heartbeat.interval.ms", String.valueOf(sessionTimeout.heartbeatMillis));
        p.putAll(extra);
        p.putAll(fixed(directory.data(), clientProtocol, clientPort, advertisedPort, internalPort, controllerPort));
        return p;
    }

    private static Map<String, String> fixed(
            Path data, SecurityProtocol protocol, int client, int advertised, int internal, int controller) {
        String inner = INTERNAL + "://" + Ports.HOST + ":" + internal;
        String forClients = CLIENT + "://" + Ports.HOST + ":";
        String voter = Ports.HOST + ":" + controller;
        return Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                String.valueOf(NODE_ID),
                "controller.quorum.voters",
                NODE_ID + "@" + voter,
                "controller.listener.names",
                CONTROLLER,
                "inter.broker.listener.name",
                INTERNAL,
                "listeners",
                forClients + client + "," + inner + "," + CONTROLLER + "://" + voter,
                "advertised.listeners",
                forClients + advertised + "," + inner,
                "listener.security.protocol.map",
                CLIENT + ":" + protocol + "," + INTERNAL + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT",
                "log.dirs",
                data.toString());
    }

    private static void singleNode(Properties p) {
        p.put("offsets.topic.replication.factor", "1");
        p.put("offsets.topic.num.partitions", "1");
        p.put("transaction.state.log.replication.factor", "1");
        p.put("transaction.state.log.min.isr", "1");
        p.put("transaction.state.log.num.partitions", "1");
        p.put("share.coordinator.state.topic.replication.factor", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        p.put("share.coordinator.state.topic.num.partitions", "1");
        p.put("default.replication.factor", "1");
        p.put("min.insync.replicas", "1");
        p.put("group.initial.rebalance.delay.ms", "0");
    }

    /** The defaults are for a machine of its own; the log cleaner alone would take 128 MiB of heap at start. */
    private static void smallFootprint(Properties p) {
        p.put("log.cleaner.dedupe.buffer.size", "2" + "0".repeat(6));
        p.put("log.cleaner.io.buffer.size", MIB);
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "2");
        p.put("background.threads", "2");
    }
}
