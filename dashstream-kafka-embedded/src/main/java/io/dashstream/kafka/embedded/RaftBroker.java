package io.dashstream.kafka.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/** Kafka's own broker and controller. The one class that touches Kafka's server, which promises nothing from release to release. */
final class RaftBroker {

    private final KafkaRaftServer server;

    private RaftBroker(KafkaRaftServer server) {
        this.server = server;
    }

    /** Returns when the controller has let the broker serve clients. */
    static RaftBroker start(Properties properties) {
        Path data = Path.of(properties.getProperty("log.dirs"));
        formatOnce(data, Integer.parseInt(properties.getProperty("node.id")));
        RaftBroker broker = new RaftBroker(new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM));
        try {
            broker.server.startup();
            return broker;
        } catch (Throwable e) {
            broker.stopAfter(e);
            throw e;
        }
    }

    void stop() {
        server.shutdown();
        server.awaitShutdown();
    }

    private void stopAfter(Throwable failure) {
        try {
            stop();
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    private static void formatOnce(Path data, int nodeId) {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(nowhere)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(nodeId)
                    .setDirectories(List.of(data.toString()))
                    .setMetadataLogDirectory(data.toString())
                    .setControllerListenerName(BrokerSettings.CONTROLLER)
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .run();
        } catch (Exception e) {
            throw new EmbeddedKafkaException("Could not format " + data + " for Kafka: " + e.getMessage(), e);
        }
    }
}
