package io.dashstream.examples.spring;

import io.dashstream.replay.endpoint.ReplayEndpoint;
import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.reader.ReplayReader;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/** Reads the topic {@code dashstream.topic} of {@code dashstream.brokers} and serves it beside whatever else the application does. */
@SpringBootApplication
public class SpringServer {

    /**
     * Starts the application.
     *
     * @param arguments what Spring makes of them, {@code --dashstream.brokers=localhost:9092} for instance
     */
    public static void main(String[] arguments) {
        SpringApplication.run(SpringServer.class, arguments);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    ReplayReader replayReader(
            @Value("${dashstream.brokers}") String brokers,
            @Value("${dashstream.topic:dashstream-events}") String topic) {
        return ReplayReader.builder().bootstrapServers(brokers).topic(topic).build();
    }

    @Bean(destroyMethod = "close")
    SessionHub sessionHub(ReplayReader reader) {
        return SessionHub.builder(reader.store()).environment(System.getenv()).build();
    }

    @Bean(destroyMethod = "close")
    ReplayEndpoint replayEndpoint(ReplayReader reader, SessionHub hub) {
        return ReplayEndpoint.builder(reader, hub).build();
    }

    /** Behind Tomcat's own WebSocket part, which Spring Boot adds in the same way and which an initializer bean would come before. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> dashstream(ReplayEndpoint endpoint) {
        return tomcat -> tomcat.addContextCustomizers(context -> context.addServletContainerInitializer(
                (classes, servletContext) -> endpoint.install(servletContext), Set.of()));
    }
}
