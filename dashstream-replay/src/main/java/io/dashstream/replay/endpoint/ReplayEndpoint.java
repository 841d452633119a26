package io.dashstream.replay.endpoint;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.access.AccessPolicy;
import io.dashstream.replay.access.ClientAddressResolver;
import io.dashstream.replay.access.OriginPolicy;
import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.health.HealthMonitor;
import io.dashstream.replay.health.ServerVersion;
import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.reader.ReplayReader;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Serves a reader's sessions, runs and health in a servlet container:
 *
 * <table>
 *   <caption>What is served</caption>
 *   <tr><th>path</th><th>what</th></tr>
 *   <tr><td>{@code /ws}</td><td>sessions over WebSocket, in either dialect</td></tr>
 *   <tr><td>{@code /events}</td><td>sessions over server-sent events</td></tr>
 *   <tr><td>{@code /api/runs}</td><td>runs, and their states at any sequence</td></tr>
 *   <tr><td>{@code /health}, {@code /version}</td><td>how the server is, and which</td></tr>
 * </table>
 *
 * <p>A filter in front of all of it resolves the client's address, checks the origin and asks the {@link AccessPolicy}.
 * {@link #install} is called while the web application starts, where filters and servlets may be added. The reader and
 * the hub belong to the application. Thread-safe.
 */
public final class ReplayEndpoint implements AutoCloseable {

    private static final String SERVER_CONTAINER = ServerContainer.class.getName();
    private static final String NAME = "dashstream-replay-";
    private static final int CLOSERS = 16;

    private final ReplayReader reader;
    private final SessionHub hub;
    private final HealthMonitor monitor;
    private final Filter filter;
    private final ServerVersion version;
    private final String prefix;
    private final ExecutorService closer;

    private ReplayEndpoint(Builder builder) {
        this.reader = builder.reader;
        this.hub = builder.hub;
        this.monitor = new HealthMonitor(reader, hub);
        this.filter = new AccessFilter(builder.resolver, builder.origins, builder.policy);
        this.version = builder.version;
        this.prefix = builder.prefix;
        this.closer = closer();
    }

    /**
     * An endpoint in the making.
     *
     * @param reader the reader whose runs and health are shown
     * @param hub the sessions over its store
     * @return a builder
     */
    public static Builder builder(ReplayReader reader, SessionHub hub) {
        return new Builder(reader, hub);
    }

    /**
     * Registers everything in a web application whose container already has its WebSocket part. In Jetty, call
     * {@link #install(ServletContext, ServerContainer)} from {@code JakartaWebSocketServletContainerInitializer}.
     *
     * @param context the web application, while it starts
     * @throws ReplayException if there is no WebSocket container, or it refuses
     */
    public void install(ServletContext context) {
        if (!(context.getAttribute(SERVER_CONTAINER) instanceof ServerContainer container)) {
            throw new ReplayException("the web application has no attribute " + SERVER_CONTAINER
                    + ": the container's WebSocket support is missing, or not initialised yet");
        }
        install(context, container);
    }

    /**
     * Registers everything in a web application.
     *
     * @param context the web application, while it starts
     * @param container its WebSocket part
     * @throws ReplayException if the container refuses
     */
    public void install(ServletContext context, ServerContainer container) {
        String socketPath = prefix + "/ws";
        FilterRegistration.Dynamic door = context.addFilter(NAME + "access", filter);
        door.setAsyncSupported(true);
        // In front of the container's own filter, which would open the WebSocket.
        door.addMappingForUrlPatterns(
                EnumSet.of(DispatcherType.REQUEST),
                false,
                socketPath,
                prefix + "/events/*",
                prefix + "/api/runs/*",
                prefix + "/health",
                prefix + "/version");
        // Tomcat runs no filter for a path that nothing is at, and a WebSocket is opened by a filter.
        serve(context, "ws", new UpgradeServlet(), socketPath);
        serve(context, "events", new EventsServlet(hub), prefix + "/events/*");
        serve(context, "runs", new RunsServlet(reader.runs(), reader.history()), prefix + "/api/runs/*");
        serve(context, "health", new HealthServlet(monitor), prefix + "/health");
        serve(context, "version", new VersionServlet(version, reader, hub), prefix + "/version");
        try {
            container.addEndpoint(ServerEndpointConfig.Builder.create(SessionSocket.class, socketPath)
                    .subprotocols(List.of(Dialect.V2_SUBPROTOCOL))
                    .configurator(new SocketConfigurator(() -> new SessionSocket(hub, closer)))
                    .build());
        } catch (DeploymentException e) {
            throw new ReplayException("the container refuses a WebSocket endpoint at " + socketPath, e);
        }
    }

    /**
     * How the server is, as {@code /health} shows it.
     *
     * @return the monitor
     */
    public HealthMonitor health() {
        return monitor;
    }

    /** Stops watching. Sessions are ended by {@link SessionHub#close}, which comes first. */
    @Override
    public void close() {
        monitor.close();
        closer.shutdown();
    }

    private static void serve(ServletContext context, String name, HttpServlet servlet, String pattern) {
        ServletRegistration.Dynamic registration = context.addServlet(NAME + name, servlet);
        registration.setAsyncSupported(true);
        registration.addMapping(pattern);
    }

    /** A few threads that wait for Close frames: for a client that does not read, about a second each. */
    private static ExecutorService closer() {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(CLOSERS, CLOSERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "dashstream-replay-closing");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Collects what an endpoint needs. */
    public static final class Builder {

        private final ReplayReader reader;
        private final SessionHub hub;
        private AccessPolicy policy = AccessPolicy.loopbackOnly();
        private OriginPolicy origins = OriginPolicy.sameOrigin();
        private ClientAddressResolver resolver = ClientAddressResolver.direct();
        private ServerVersion version = ServerVersion.unknown();
        private String prefix = "";

        private Builder(ReplayReader reader, SessionHub hub) {
            this.reader = reader;
            this.hub = hub;
        }

        /**
         * Sets who may read what; the default is {@link AccessPolicy#loopbackOnly()}.
         *
         * @param decides the policy
         * @return this builder
         */
        public Builder accessPolicy(AccessPolicy decides) {
            this.policy = decides;
            return this;
        }

        /**
         * Sets which pages may connect; the default is {@link OriginPolicy#sameOrigin()}.
         *
         * @param decides the policy
         * @return this builder
         */
        public Builder originPolicy(OriginPolicy decides) {
            this.origins = decides;
            return this;
        }

        /**
         * Sets how clients behind proxies are known; the default is {@link ClientAddressResolver#direct()}.
         *
         * @param resolves the resolver
         * @return this builder
         */
        public Builder addressResolver(ClientAddressResolver resolves) {
            this.resolver = resolves;
            return this;
        }

        /**
         * Sets what {@code /version} says of the server.
         *
         * @param says the version
         * @return this builder
         */
        public Builder version(ServerVersion says) {
            this.version = says;
            return this;
        }

        /**
         * Sets what stands before every path, for instance {@code /dashstream}; the default is nothing.
         *
         * @param path begins with a slash and does not end with one, or is empty
         * @return this builder
         */
        public Builder prefix(String path) {
            this.prefix = path;
            return this;
        }

        /**
         * Makes the endpoint, which serves nothing before it is installed.
         *
         * @return the endpoint
         * @throws ReplayException if the prefix is none
         */
        public ReplayEndpoint build() {
            if (!prefix.matches("(/[A-Za-z0-9._~-]+)*")) {
                throw new ReplayException("prefix \"" + prefix + "\" must be empty or like /dashstream or /a/b");
            }
            return new ReplayEndpoint(this);
        }
    }
}
