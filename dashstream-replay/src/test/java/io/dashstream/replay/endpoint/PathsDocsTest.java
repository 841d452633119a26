package io.dashstream.replay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.reader.ReplayReader;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** CF-04: the paths that are served are those that are documented, both ways. */
class PathsDocsTest {

    private final List<String> served = new ArrayList<>();
    private final List<String> guarded = new ArrayList<>();

    @Test
    @DisplayName(
            "CF-04: every path that is served is in the documentation's table, and stands behind the access filter")
    void pathsAreDocumented() throws IOException {
        try (ReplayReader reader =
                        ReplayReader.builder().bootstrapServers("127.0.0.1:1").build();
                SessionHub hub = SessionHub.builder(reader.store()).build();
                ReplayEndpoint endpoint = ReplayEndpoint.builder(reader, hub).build()) {
            endpoint.install(context(), container());
        }

        assertThat(new TreeSet<>(served)).isEqualTo(documented());
        assertThat(new TreeSet<>(guarded)).isEqualTo(new TreeSet<>(served));
    }

    /** Paths of the table, shortened to what is registered: what follows below a name is that name's. */
    private static Set<String> documented() throws IOException {
        String docs = Files.readString(Path.of("..", "docs", "replay.md"));
        String table = docs.substring(docs.indexOf("| path | what |"));
        return Pattern.compile("`(?:POST )?(/[^`]*)`")
                .matcher(table.substring(0, table.indexOf("\n\n"))
                        .lines()
                        .filter(line -> line.startsWith("| `"))
                        .reduce("", (all, line) -> all + line.replaceAll("(?<!\\|) \\|.*", "") + "\n"))
                .results()
                .map(path -> path.group(1).replaceAll("[?{].*", "").replaceAll("/$", ""))
                .map(path -> path.equals("/api/runs/state") ? "/api/runs" : path)
                .collect(java.util.stream.Collectors.toCollection(TreeSet::new));
    }

    private ServletContext context() {
        return proxy(ServletContext.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "addServlet" -> proxy(ServletRegistration.Dynamic.class, recordingInto(served, "addMapping", 0));
            case "addFilter" ->
                proxy(FilterRegistration.Dynamic.class, recordingInto(guarded, "addMappingForUrlPatterns", 2));
            default -> null;
        });
    }

    private ServerContainer container() {
        return proxy(ServerContainer.class, (proxy, method, arguments) -> {
            if (method.getName().equals("addEndpoint") && arguments[0] instanceof ServerEndpointConfig config) {
                served.add(config.getPath());
            }
            return null;
        });
    }

    private static InvocationHandler recordingInto(List<String> patterns, String method, int argument) {
        return (proxy, called, arguments) -> {
            if (called.getName().equals(method)) {
                Arrays.stream((String[]) arguments[argument])
                        .map(pattern -> pattern.replaceAll("/\\*$", ""))
                        .forEach(patterns::add);
            }
            return called.getReturnType() == Set.class ? Set.of() : null;
        };
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
