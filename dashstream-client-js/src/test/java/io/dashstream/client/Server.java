package io.dashstream.client;

import io.dashstream.kafka.embedded.EmbeddedKafka;
import io.dashstream.producer.DashStreamProducer;
import io.dashstream.replay.endpoint.ReplayEndpoint;
import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.hub.SessionLimit;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.ServerConnector;

/** A broker, a reader and Jetty with the replay endpoint. */
final class Server implements AutoCloseable {

    private static final String TOPIC = "runs";
    private static final int PARTITIONS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final EmbeddedKafka kafka;
    private final ServerConnector connector;

    Server() throws Exception {
        kafka = opened(EmbeddedKafka.builder().start());
        kafka.createTopic(TOPIC, PARTITIONS);
        InMemoryReplayStore store = new InMemoryReplayStore();
        ReplayReader reader = opened(ReplayReader.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(TOPIC)
                .store(store)
                .build());
        reader.start();
        reader.awaitCaughtUp(LIMIT);
        SessionHub hub = opened(
                SessionHub.builder(store).limit(SessionLimit.PAGE_RECORDS, 20).build());
        ReplayEndpoint endpoint = opened(ReplayEndpoint.builder(reader, hub).build());
        org.eclipse.jetty.server.Server jetty = new org.eclipse.jetty.server.Server();
        open.push(jetty::stop);
        connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        JakartaWebSocketServletContainerInitializer.configure(context, endpoint::install);
        jetty.setHandler(context);
        jetty.start();
    }

    String url() {
        return "ws://" + authority() + "/ws";
    }

    /** Where no WebSocket is. */
    String urlWithoutSocket() {
        return "ws://" + authority() + "/no-socket";
    }

    String eventsUrl() {
        return "http://" + authority() + "/events";
    }

    String apiUrl() {
        return "http://" + authority() + "/api/runs";
    }

    private String authority() {
        return "127.0.0.1:" + connector.getLocalPort();
    }

    DashStreamProducer producer() {
        return DashStreamProducer.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(TOPIC)
                .checkpointInterval(10)
                .build();
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            close(open.pop());
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException("can't close " + resource, e);
        }
    }
}
