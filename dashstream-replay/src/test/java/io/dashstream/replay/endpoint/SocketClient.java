package io.dashstream.replay.endpoint;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.dashstream.core.json.StrictJson;
import io.dashstream.replay.dialect.v2.frames.Page;
import io.dashstream.replay.dialect.v2.frames.Record;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client over the JDK's WebSocket that keeps all that it gets. */
final class SocketClient implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
    private final List<byte[]> frames = new CopyOnWriteArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private volatile int closeCode;
    private WebSocket socket;

    /** Connects; fails with what the server answered as the cause if it refuses. */
    static SocketClient connect(int port, String path, String subprotocol, Map<String, String> headers) {
        SocketClient client = new SocketClient();
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        headers.forEach(builder::header);
        if (!subprotocol.isEmpty()) {
            builder.subprotocols(subprotocol);
        }
        try {
            client.socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + path), client)
                    .join();
        } catch (CompletionException e) {
            throw new IllegalStateException("not connected", e.getCause());
        }
        return client;
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    void say(String json) {
        socket.sendText(json.replace('\'', '"'), true).join();
    }

    JsonNode awaitMessage(String type) {
        await().atMost(Duration.ofSeconds(30)).until(() -> messages.stream().anyMatch(m -> is(m, type)));
        return messages.stream().filter(m -> is(m, type)).findFirst().orElseThrow();
    }

    List<JsonNode> messages() {
        return messages;
    }

    /** The binary frames as they are: values of records in the first dialect. */
    List<byte[]> frames() {
        return frames;
    }

    /** The records of all pages, in the second dialect. */
    List<Record> records() {
        return frames.stream()
                .flatMap(frame -> page(frame).getRecordsList().stream())
                .toList();
    }

    int awaitClose() {
        await().atMost(Duration.ofSeconds(30)).until(() -> closeCode != 0);
        return closeCode;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            messages.add(StrictJson.parse(text.toString()));
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] part = new byte[data.remaining()];
        data.get(part);
        binary.writeBytes(part);
        if (last) {
            frames.add(binary.toByteArray());
            binary.reset();
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        closeCode = statusCode;
        return null;
    }

    @Override
    public void close() {
        socket.abort();
    }

    private static boolean is(JsonNode message, String type) {
        return message.path("type").asText().equals(type);
    }

    private static Page page(byte[] frame) {
        try {
            return Page.parseFrom(frame);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
