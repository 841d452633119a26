package io.dashstream.replay.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.dashstream.core.json.StrictJson;
import io.dashstream.replay.dialect.SessionTransport;
import io.dashstream.replay.dialect.v2.frames.Page;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A connection that keeps all that goes over it, in order, and takes the next frame when the test lets it. */
final class Wire implements SessionTransport {

    private final boolean binaryIsPage;
    private final List<ObjectNode> lines = new ArrayList<>();
    private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);
    private boolean stalled;
    private boolean ready = true;
    private OptionalInt closeCode = OptionalInt.empty();

    Wire(boolean binaryIsPage) {
        this.binaryIsPage = binaryIsPage;
    }

    @Override
    public CompletionStage<Void> send(String text) {
        ObjectNode line = from("server");
        if (text.startsWith("{")) {
            line.set("text", StrictJson.parse(text));
        } else {
            line.put("event", text);
        }
        return sent(line);
    }

    @Override
    public CompletionStage<Void> send(ByteBuffer binary) {
        assertThat(binary.isReadOnly()).isTrue();
        byte[] bytes = new byte[binary.remaining()];
        binary.duplicate().get(bytes);
        ObjectNode line = from("server");
        if (binaryIsPage) {
            line.set("page", readable(page(bytes)));
        }
        line.put("binary", Base64.getEncoder().encodeToString(bytes));
        return sent(line);
    }

    private CompletionStage<Void> sent(ObjectNode line) {
        assertThat(underWay).as("one frame at a time").isDone();
        assertThat(closeCode).as("nothing behind the close").isEmpty();
        lines.add(line);
        underWay = stalled ? new CompletableFuture<>() : CompletableFuture.completedFuture(null);
        return underWay;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public void close(int code, String reason) {
        assertThat(closeCode).as("closed once").isEmpty();
        closeCode = OptionalInt.of(code);
        ObjectNode line = from("server");
        line.putObject("close").put("code", code).put("reason", reason);
        lines.add(line);
    }

    void client(String text) {
        ObjectNode line = from("client");
        if (text.startsWith("{")) {
            line.set("text", StrictJson.parse(text));
        } else {
            line.put("raw", text);
        }
        lines.add(line);
    }

    void note(String happens) {
        lines.add(JsonNodeFactory.instance.objectNode().put("note", happens));
    }

    void stall() {
        stalled = true;
    }

    void unstall() {
        stalled = false;
        underWay.complete(null);
    }

    void ready(boolean isReady) {
        ready = isReady;
    }

    OptionalInt closeCode() {
        return closeCode;
    }

    List<ObjectNode> lines() {
        return lines;
    }

    /** The JSON messages of a type that the server has sent. */
    List<JsonNode> messages(String type) {
        return lines.stream()
                .filter(line -> line.path("from").asText().equals("server"))
                .map(line -> line.path("text"))
                .filter(text -> text.path("type").asText().equals(type))
                .toList();
    }

    JsonNode only(String type) {
        assertThat(messages(type)).as("messages of type %s in %s", type, lines).hasSize(1);
        return messages(type).get(0);
    }

    List<Page> pages() {
        return lines.stream()
                .filter(line -> line.has("page"))
                .map(line -> page(Base64.getDecoder().decode(line.path("binary").asText())))
                .toList();
    }

    int records() {
        return pages().stream().mapToInt(Page::getRecordsCount).sum();
    }

    int binaries() {
        return (int) lines.stream().filter(line -> line.has("binary")).count();
    }

    void forget() {
        lines.clear();
    }

    private static ObjectNode from(String side) {
        return JsonNodeFactory.instance.objectNode().put("from", side);
    }

    private static Page page(byte[] bytes) {
        try {
            return Page.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** The page for people, in the names of the schema. */
    private static ObjectNode readable(Page page) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("page", Long.toString(page.getPage()));
        json.put("phase", page.getPhase().name().toLowerCase(Locale.ROOT).substring("phase_".length()));
        page.getRecordsList()
                .forEach(record -> json.withArray("records")
                        .addObject()
                        .put("partition", record.getPartition())
                        .put("offset", Long.toString(record.getOffset()))
                        .put("timestampMs", Long.toString(record.getTimestampMs()))
                        .put(
                                "readability",
                                record.getReadability()
                                        .name()
                                        .toLowerCase(Locale.ROOT)
                                        .substring("readability_".length()))
                        .put("value", record.getValue().toByteArray()));
        if (page.hasNext()) {
            ObjectNode next = json.putObject("next").put("epoch", page.getNext().getEpoch());
            ObjectNode partitions = next.putObject("partitions");
            page.getNext().getPositionsList().forEach(position -> {
                ObjectNode entry = partitions
                        .putObject(Integer.toString(position.getPartition()))
                        .put("next", Long.toString(position.getNext()));
                if (position.hasLeaderEpoch()) {
                    entry.put("le", position.getLeaderEpoch());
                }
            });
        }
        json.put("remaining", Long.toString(page.getRemaining()));
        return json;
    }
}
