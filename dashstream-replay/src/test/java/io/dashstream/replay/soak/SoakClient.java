package io.dashstream.replay.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.dashstream.replay.dialect.v2.frames.Page;
import io.dashstream.replay.dialect.v2.frames.Position;
import io.dashstream.replay.dialect.v2.frames.Record;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/**
 * A client of the second dialect over a real socket, as docs/protocol says that one must be: it applies pages in order, takes
 * a page's cursor only when the whole page is applied, and resumes with that, at whichever server.
 */
final class SoakClient {

    /** What makes clients differ. */
    enum Nature {
        FAST,
        /** Says late that a page is applied. */
        SLOW,
        /** Is away for seconds. */
        SLEEPING,
        /** Leaves in the middle of things and comes back at once. */
        RECONNECTING,
        /** Comes back at the other server. */
        SWITCHING,
        /** Leaves after its first page, and comes back when it is called. */
        ABSENT
    }

    private static final int REMEMBERED = 60;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Nature nature;
    private final List<Integer> ports;
    private final SplittableRandom random;
    private final Executor timer;
    private final Ledger ledger = new Ledger();
    /** What was said last beside pages, for a report of what went wrong. */
    private final Deque<String> heard = new ArrayDeque<>();

    private volatile CompletableFuture<WebSocket> opening = new CompletableFuture<>();
    private String epoch = "";
    private final Map<Integer, JsonNode> cursor = new TreeMap<>();
    private long connections;
    private int server;
    private boolean away;
    private boolean hasBeenAway;
    private boolean atEase;
    private boolean over;

    SoakClient(Nature nature, List<Integer> ports, long seed, Executor timer) {
        this.nature = nature;
        this.ports = ports;
        this.random = new SplittableRandom(seed);
        this.timer = timer;
        this.server = random.nextInt(ports.size());
    }

    /** From now on it only reads. */
    synchronized void settle() {
        atEase = true;
    }

    /** Has applied something, and waits to be called. */
    synchronized boolean isAway() {
        return away;
    }

    void call() {
        synchronized (this) {
            away = false;
        }
        connect();
    }

    synchronized Nature nature() {
        return nature;
    }

    synchronized void leave() {
        over = true;
        connections++;
        opening.cancel(true);
    }

    synchronized Ledger ledger() {
        return ledger;
    }

    synchronized boolean isAt(Map<Integer, List<Integer>> log, String of) {
        return epoch.equals(of)
                && log.entrySet().stream()
                        .allMatch(end -> ledger.reached(of, end.getKey())
                                >= end.getValue().size());
    }

    synchronized String epoch() {
        return epoch;
    }

    synchronized long connections() {
        return connections;
    }

    /** Connects, and again and again whenever the connection is lost, until the client leaves. */
    void connect() {
        Connection connection;
        int port;
        synchronized (this) {
            if (over || away) {
                return;
            }
            connection = new Connection(++connections);
            port = ports.get(server);
        }
        opening = HTTP.newWebSocketBuilder()
                .subprotocols("dashstream.v2")
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), connection)
                .whenComplete((socket, failure) -> {
                    if (failure != null) {
                        connection.lost();
                    }
                });
    }

    private void connectIn(long millis) {
        later(this::connect, millis);
    }

    private void later(Runnable task, long millis) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, timer).execute(task);
    }

    private void remember(String what) {
        heard.add(what);
        if (heard.size() > REMEMBERED) {
            heard.remove();
        }
    }

    @Override
    public synchronized String toString() {
        return nature + String.join("\n  ", heard);
    }

    private ObjectNode resume() {
        ObjectNode resume = JsonNodeFactory.instance.objectNode().put("type", "resume");
        if (epoch.isEmpty()) {
            return resume.put("from", "earliest");
        }
        ObjectNode at = resume.put("from", "cursor")
                .put("epoch", epoch)
                .put("onReset", "earliest")
                .putObject("cursor");
        cursor.forEach((partition, position) -> at.set(partition.toString(), position));
        return resume;
    }

    private void reset(JsonNode message) {
        ledger.reset(message.path("reason").asText());
        if (message.path("discardState").asBoolean()) {
            epoch = message.path("newEpoch").asText();
            ledger.beginAnew(epoch);
        }
        if (!message.path("partition").isNumber()) {
            cursor.clear();
        }
        take(message.path("start"));
    }

    private void take(JsonNode positions) {
        positions.forEachEntry((partition, at) -> cursor.put(Integer.valueOf(partition), at));
    }

    private void apply(Page page) {
        String of = page.getNext().getEpoch();
        if (!epoch.isEmpty() && !of.equals(epoch)) {
            ledger.fail("a page of " + of + " came without a reset from " + epoch);
        }
        epoch = of;
        for (Record record : page.getRecordsList()) {
            CRC32 sum = new CRC32();
            sum.update(record.getValue().asReadOnlyByteBuffer());
            ledger.apply(of, record.getPartition(), record.getOffset(), (int) sum.getValue());
        }
        for (Position at : page.getNext().getPositionsList()) {
            ObjectNode position = JsonNodeFactory.instance.objectNode().put("next", Long.toString(at.getNext()));
            if (at.hasLeaderEpoch()) {
                position.put("le", at.getLeaderEpoch());
            }
            cursor.put(at.getPartition(), position);
        }
    }

    /** One connection; what comes over an older one is not heard any more. */
    private final class Connection implements WebSocket.Listener {

        private final long number;
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
        private long applied;
        private long reported;
        private CompletableFuture<WebSocket> sends = CompletableFuture.completedFuture(null);

        Connection(long number) {
            this.number = number;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean isLast) {
            text.append(data);
            if (isLast) {
                hear(socket, text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean isLast) {
            byte[] part = new byte[data.remaining()];
            data.get(part);
            binary.writeBytes(part);
            if (isLast) {
                turn(socket, binary.toByteArray());
                binary.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            lost();
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            lost();
        }

        private void hear(WebSocket socket, String frame) {
            synchronized (SoakClient.this) {
                if (number != connections) {
                    return;
                }
                JsonNode message = parsed(frame);
                remember("heard from " + server + ": " + frame);
                switch (message.path("type").asText()) {
                    case "hello" -> {
                        ObjectNode resume = resume();
                        remember("said to " + server + ": " + resume);
                        say(socket, resume);
                    }
                    case "replay_capped" ->
                        say(socket, JsonNodeFactory.instance.objectNode().put("type", "continue"));
                    case "cursor_reset" -> reset(message);
                    case "gap" ->
                        ledger.gap(
                                message.path("epoch").asText(),
                                message.path("partition").asInt(),
                                Long.parseLong(message.path("from").asText()),
                                Long.parseLong(message.path("to").asText()));
                    case "progress" -> take(message.path("next"));
                    case "error" -> {
                        if (!message.path("retryable").asBoolean()) {
                            ledger.fail(frame);
                        }
                    }
                    default -> {
                        // What else is said changes nothing for this client.
                    }
                }
            }
        }

        private void turn(WebSocket socket, byte[] frame) {
            synchronized (SoakClient.this) {
                if (number != connections) {
                    return;
                }
                Page page = page(frame);
                if (!atEase && nature == Nature.RECONNECTING && random.nextInt(40) == 0) {
                    // Before the page is applied: it has to come again.
                    socket.abort();
                    goAway(0);
                    return;
                }
                apply(page);
                applied = page.getPage();
                if (atEase || nature != Nature.SLOW) {
                    report(socket);
                } else {
                    later(() -> report(socket), random.nextInt(50, 400));
                }
                if (nature == Nature.ABSENT && !hasBeenAway) {
                    hasBeenAway = true;
                    away = true;
                    socket.abort();
                    connections++;
                } else if (!atEase && nature == Nature.SLEEPING && random.nextInt(60) == 0) {
                    socket.abort();
                    goAway(random.nextInt(1_000, 6_000));
                } else if (!atEase && nature == Nature.SWITCHING && random.nextInt(40) == 0) {
                    server = (server + 1) % ports.size();
                    socket.abort();
                    goAway(0);
                }
            }
        }

        /** Says how far it has come, if that was not said yet. */
        private void report(WebSocket socket) {
            synchronized (SoakClient.this) {
                if (number == connections && applied > reported) {
                    reported = applied;
                    say(
                            socket,
                            JsonNodeFactory.instance
                                    .objectNode()
                                    .put("type", "progress")
                                    .put("epoch", epoch)
                                    .put("page", Long.toString(applied)));
                }
            }
        }

        private void lost() {
            synchronized (SoakClient.this) {
                if (number == connections) {
                    goAway(random.nextInt(100, 500));
                }
            }
        }

        private void goAway(long millis) {
            connections++;
            connectIn(millis);
        }

        /** One after the other, as the socket takes no more; that it is lost is found out by the listener. */
        private synchronized void say(WebSocket socket, ObjectNode message) {
            sends = sends.handle((sent, failure) -> socket)
                    .thenCompose(free -> free.sendText(message.toString(), true));
        }
    }

    private static JsonNode parsed(String frame) {
        try {
            return JSON.readTree(frame);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(frame, e);
        }
    }

    private static Page page(byte[] frame) {
        try {
            return Page.parseFrom(frame);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("no page", e);
        }
    }
}
