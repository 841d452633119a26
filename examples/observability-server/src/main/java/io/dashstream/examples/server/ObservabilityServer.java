package io.dashstream.examples.server;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.access.AccessPolicy;
import io.dashstream.replay.access.ClientAddressResolver;
import io.dashstream.replay.endpoint.ReplayEndpoint;
import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.metrics.KafkaStoreMeters;
import io.dashstream.replay.metrics.MemoryStoreMeters;
import io.dashstream.replay.metrics.PoisonMeters;
import io.dashstream.replay.metrics.RedisStoreMeters;
import io.dashstream.replay.metrics.ReplayMeters;
import io.dashstream.replay.metrics.SessionMeters;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.reader.ReplayReaderBuilder;
import io.dashstream.replay.store.redis.RedisReplayStore;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a telemetry topic and serves it: sessions at {@code /ws} and {@code /events}, runs at {@code /api/runs}, and
 * {@code /health}, {@code /version}, {@code /metrics}. Without a topic of yours it brings a Kafka and an agent of its own.
 *
 * <p>To embed the reader in a server of yours, copy this class and leave out the demonstration.
 */
public final class ObservabilityServer implements AutoCloseable {

    private final ServerSettings settings;
    private final Optional<Demonstration> demonstration;
    private final String bootstrapServers;
    private final ReplayReader reader;
    private final SessionHub hub;
    private final ReplayEndpoint endpoint;
    private final WebServer web;

    private ObservabilityServer(Map<String, String> environment) {
        settings = ServerSettings.of(environment);
        ReplayReaderBuilder reading =
                ReplayReader.builder().environment(environment).topic(settings.topic());
        ClientAddressResolver resolver =
                ClientAddressResolver.builder().environment(environment).build();
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

        demonstration = settings.brokers().isPresent()
                ? Optional.empty()
                : Optional.of(Demonstration.start(settings.topic(), metrics));
        bootstrapServers =
                settings.brokers().orElseGet(() -> demonstration.orElseThrow().bootstrapServers());
        reading.bootstrapServers(bootstrapServers);
        settings.redisUri().ifPresent(uri -> {
            RedisReplayStore shared = RedisReplayStore.builder()
                    .environment(environment)
                    .uri(uri)
                    .topic(settings.topic())
                    .build();
            new RedisStoreMeters(shared).bindTo(metrics);
            reading.middleStore(shared);
        });
        reader = reading.build();
        hub = SessionHub.builder(reader.store()).environment(environment).build();
        new ReplayMeters(reader).bindTo(metrics);
        new PoisonMeters(reader).bindTo(metrics);
        new MemoryStoreMeters(reader).bindTo(metrics);
        new KafkaStoreMeters(reader).bindTo(metrics);
        new SessionMeters(hub).bindTo(metrics);

        endpoint = ReplayEndpoint.builder(reader, hub)
                .accessPolicy(settings.everybodyMayRead() ? AccessPolicy.everybody() : AccessPolicy.loopbackOnly())
                .addressResolver(resolver)
                .version(Build.version())
                .build();
        web = WebServer.start(settings.host(), settings.port(), endpoint, metrics::scrape, ObservabilityServer::links);
        reader.start();
    }

    /**
     * Starts the server and serves until the process is told to end.
     *
     * @param arguments none; settings come from the environment
     */
    public static void main(String[] arguments) {
        try {
            ObservabilityServer server = start(System.getenv());
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "dashstream-server-closing"));
            System.out.println("DashStream observability server, " + server.settings);
            System.out.print(links(server.address()) + "Ctrl-C ends it.\n");
            server.web.join();
        } catch (BadSettingException | ReplayException e) {
            System.err.println(e.getMessage());
            System.err.print(ServerSettings.USAGE);
            System.exit(2);
        }
    }

    static ObservabilityServer start(Map<String, String> environment) {
        return new ObservabilityServer(environment);
    }

    String address() {
        return web.address();
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    ReplayReader reader() {
        return reader;
    }

    /** What is served where, under an address. */
    private static String links(String address) {
        return """
                  %1$s/api/runs   recent runs
                  %1$s/health     ready or not, and why
                  %1$s/metrics    for Prometheus
                  %1$s/version    topic, limits, namespace of cursors
                  %1$s/events     a session as server-sent events
                  %2$s/ws           a session over WebSocket
                """.formatted(address, address.replaceFirst("http", "ws"));
    }

    /** Sends clients away in good order, then stops. */
    @Override
    public void close() {
        hub.close();
        web.close();
        endpoint.close();
        reader.close();
        demonstration.ifPresent(Demonstration::close);
    }
}
