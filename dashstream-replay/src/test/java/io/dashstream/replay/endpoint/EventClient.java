package io.dashstream.replay.endpoint;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.StrictJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client of server-sent events, as a browser's EventSource is one. */
final class EventClient implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** An event with the id that stood at it; empty if none did. */
    record Event(String type, JsonNode data, String id) {}

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final InputStream in;

    private EventClient(InputStream in) {
        this.in = in;
    }

    static EventClient connect(int port, String query, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/events" + query));
        headers.forEach(request::header);
        HttpResponse<InputStream> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        EventClient client = new EventClient(response.body());
        Thread thread = new Thread(client::read, "event-client");
        thread.setDaemon(true);
        thread.start();
        return client;
    }

    List<Event> all(String type) {
        return events.stream().filter(event -> event.type().equals(type)).toList();
    }

    Event awaitEvent(String type) {
        await().atMost(Duration.ofSeconds(30)).until(() -> !all(type).isEmpty());
        return all(type).get(0);
    }

    /** The offsets of all records, in the order received. */
    List<String> offsets() {
        return all("page").stream()
                .flatMap(page -> page.data().path("records").findValuesAsText("offset").stream())
                .toList();
    }

    /** The values of all records, base64. */
    List<String> values() {
        return all("page").stream()
                .flatMap(page -> page.data().path("records").findValuesAsText("value").stream())
                .toList();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void read() {
        String type = "";
        String id = "";
        StringBuilder data = new StringBuilder();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        events.add(new Event(type, StrictJson.parse(data.toString()), id));
                    }
                    type = "";
                    id = "";
                    data.setLength(0);
                } else if (line.startsWith("event:")) {
                    type = line.substring(6).strip();
                } else if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("data:")) {
                    data.append(line.substring(5).strip());
                }
            }
        } catch (IOException e) {
            // The test has closed the stream.
            data.setLength(0);
        }
    }
}
