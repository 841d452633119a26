package io.dashstream.examples.server;

import io.dashstream.replay.endpoint.ReplayEndpoint;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty with the endpoint, {@code /metrics}, and a list of what there is at {@code /}. */
final class WebServer implements AutoCloseable {

    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private static final String PLAIN_TEXT = "text/plain; charset=utf-8";

    private final Server jetty;

    private WebServer(Server jetty) {
        this.jetty = jetty;
    }

    static WebServer start(
            String host,
            int port,
            ReplayEndpoint endpoint,
            Supplier<String> metrics,
            UnaryOperator<String> linksUnder) {
        Server jetty = new Server(new InetSocketAddress(host, port));
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(
                new ServletHolder("metrics", new TextServlet(PROMETHEUS_TEXT, request -> metrics.get())), "/metrics");
        // The empty pattern is the root alone: what is not there stays 404.
        context.addServlet(
                new ServletHolder(
                        "links", new TextServlet(PLAIN_TEXT, request -> linksUnder.apply(addressAskedFor(request)))),
                "");
        JakartaWebSocketServletContainerInitializer.configure(
                context, (servletContext, container) -> endpoint.install(servletContext, container));
        jetty.setHandler(context);
        try {
            jetty.start();
        } catch (Exception e) {
            throw new BadSettingException("HOST " + host + " and PORT " + port + " can't be listened at: " + e, e);
        }
        return new WebServer(jetty);
    }

    String address() {
        ServerConnector connector = (ServerConnector) jetty.getConnectors()[0];
        String host = connector.getHost().equals("0.0.0.0") ? "localhost" : connector.getHost();
        return "http://" + host + ":" + connector.getLocalPort();
    }

    void join() {
        try {
            jetty.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not stop", e);
        }
    }

    private static String addressAskedFor(HttpServletRequest request) {
        String url = request.getRequestURL().toString();
        return url.substring(0, url.length() - 1);
    }

    /** Text that names no tenant, thread or client: who asks is of no interest. */
    private static final class TextServlet extends HttpServlet {

        private static final long serialVersionUID = 1;

        private final String type;
        private final transient Function<HttpServletRequest, String> text;

        TextServlet(String type, Function<HttpServletRequest, String> text) {
            this.type = type;
            this.text = text;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType(type);
            response.getWriter().write(text.apply(request));
        }
    }
}
