package io.dashstream.client;

import io.dashstream.replay.endpoint.ReplayEndpoint;
import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.hub.SessionLimit;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.store.ReplayStore;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty with the replay endpoint over a store, in small pages. */
final class ReplayWeb implements AutoCloseable {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final ServerConnector connector;

    ReplayWeb(ReplayReader reader, ReplayStore store) throws Exception {
        SessionHub hub = opened(
                SessionHub.builder(store).limit(SessionLimit.PAGE_RECORDS, 20).build());
        ReplayEndpoint endpoint = opened(ReplayEndpoint.builder(reader, hub).build());
        Server jetty = new Server();
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
