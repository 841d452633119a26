package io.dashstream.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dashstream.core.json.StrictJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A Node process with the client in it; see {@code follow.js}. */
final class NodeFollower implements AutoCloseable {

    private static final int TIME_LIMIT_SECONDS = 120;

    private final Process process;
    private final BufferedReader lines;
    private final Path errors;

    NodeFollower(Map<String, Object> options) throws IOException {
        errors = Files.createTempFile(Path.of("target"), "follow", ".txt");
        process = new ProcessBuilder(
                        NodeRuntime.executable().toString(),
                        Path.of("src", "test", "js", "follow.js").toString(),
                        new ObjectMapper().valueToTree(options).toString())
                .redirectError(errors.toFile())
                .start();
        lines = process.inputReader(StandardCharsets.UTF_8);
        CompletableFuture.delayedExecutor(TIME_LIMIT_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
    }

    void awaitFollowing() throws IOException {
        assertThat(line().path("following").asBoolean()).isTrue();
    }

    /** What it says at its end. */
    JsonNode report() throws IOException {
        return line();
    }

    private JsonNode line() throws IOException {
        String line = lines.readLine();
        assertThat(line)
                .as("a line from Node, which said: %s", Files.readString(errors))
                .isNotNull();
        return StrictJson.parse(line);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
