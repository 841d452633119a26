package io.dashstream.examples.spring;

import io.dashstream.replay.access.ClientAddressResolver;
import io.dashstream.replay.endpoint.ReplayEndpoint;
import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.reader.ReplayReader;
import io.dashstream.replay.reader.ReplayReaderBuilder;
import io.dashstream.replay.store.redis.RedisReplayStore;
import java.util.Set;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Reads a telemetry topic and serves it beside whatever else the application does. {@code KAFKA_BROKERS} and all other
 * settings of docs/replay-settings.md come from wherever Spring has its own: the environment, the command line, {@code
 * application.properties}.
 */
@SpringBootApplication
public class SpringServer {

    /**
     * Starts the application.
     *
     * @param arguments what Spring makes of them, {@code --KAFKA_BROKERS=localhost:9092} for instance
     */
    public static void main(String[] arguments) {
        SpringApplication.run(SpringServer.class, arguments);
    }

    @Bean
    DashStreamVariables variables(ConfigurableEnvironment spring) {
        return DashStreamVariables.of(spring);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    ReplayReader replayReader(DashStreamVariables variables) {
        ReplayReaderBuilder reader = ReplayReader.builder().environment(variables.all());
        if (variables.all().containsKey("REDIS_URL")) {
            reader.middleStore(
                    RedisReplayStore.builder().environment(variables.all()).build());
        }
        return reader.build();
    }

    @Bean(destroyMethod = "close")
    SessionHub sessionHub(ReplayReader reader, DashStreamVariables variables) {
        return SessionHub.builder(reader.store()).environment(variables.all()).build();
    }

    @Bean(destroyMethod = "close")
    ReplayEndpoint replayEndpoint(ReplayReader reader, SessionHub hub, DashStreamVariables variables) {
        return ReplayEndpoint.builder(reader, hub)
                .addressResolver(ClientAddressResolver.builder()
                        .environment(variables.all())
                        .build())
                .build();
    }

    /** Behind Tomcat's own WebSocket part, which Spring Boot adds in the same way and which an initializer bean would come before. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> dashstream(ReplayEndpoint endpoint) {
        return tomcat -> tomcat.addContextCustomizers(context -> context.addServletContainerInitializer(
                (classes, servletContext) -> endpoint.install(servletContext), Set.of()));
    }
}
