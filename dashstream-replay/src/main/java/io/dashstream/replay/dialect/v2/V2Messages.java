package io.dashstream.replay.dialect.v2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.wire.SchemaVersion;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.CursorJson;
import io.dashstream.replay.cursor.OffsetText;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.dialect.ConversationContext;
import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.dialect.InvalidMessage;
import io.dashstream.replay.dialect.Problem;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.LagCause;
import io.dashstream.replay.session.SessionSignal;
import io.dashstream.replay.session.SessionSignal.ErrorCode;
import io.dashstream.replay.session.SessionSignal.PartitionStart;
import io.dashstream.replay.store.Gap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * What the server says in JSON. A message that names partitions is cut into parts of {@value #PARTITIONS_PER_PART}, so
 * that no frame reaches 64 kB, however many partitions a topic has.
 */
final class V2Messages {

    static final int PARTITIONS_PER_PART = 300;

    private static final int MESSAGE_CHARS = 300;

    private final ConversationContext context;

    V2Messages(ConversationContext context) {
        this.context = context;
    }

    ObjectNode hello(Optional<Epoch> namespace) {
        ObjectNode json = message("hello");
        json.put("protocol", Dialect.V2_SUBPROTOCOL);
        json.put("sessionId", context.sessionId());
        json.put("namespace", namespace.map(Epoch::value).orElse(null));
        json.put("schemaVersion", SchemaVersion.CURRENT);
        ObjectNode limits = json.putObject("limits");
        limits.put("pageRecords", context.settings().page().maxRecords());
        limits.put("pageBytes", context.settings().page().maxBytes());
        limits.put("windowPages", context.settings().windowPages());
        limits.put("progressEveryMs", context.rules().progressEvery().toMillis());
        limits.put(
                "maxReplayRecords", OffsetText.of(context.rules().replayBudget().maxRecords()));
        limits.put("controlFrameBytes", context.rules().controlFrameBytes());
        json.put("serverTime", now());
        return json;
    }

    List<ObjectNode> resumed(SessionSignal.Resumed resumed, V2Asked asked) {
        TreeSet<Integer> all = new TreeSet<>(resumed.partitions().keySet());
        all.addAll(resumed.awaited().keySet());
        return parts(
                all,
                json("resumed", json -> {
                    json.put("round", resumed.round());
                    json.put("mode", asked.mode());
                    json.put("from", asked.from());
                    json.put("epoch", resumed.epoch().value());
                }),
                (json, part) -> {
                    ObjectNode partitions = json.putObject("partitions");
                    of(resumed.partitions(), part)
                            .forEach((partition, start) -> partitions.set(Integer.toString(partition), start(start)));
                    awaited(json, of(resumed.awaited(), part));
                });
    }

    /** By partition like all that a message in parts says of them; said only if there are any. */
    private static void awaited(ObjectNode json, SortedMap<Integer, Optional<Position>> awaited) {
        awaited.forEach((partition, place) -> {
            ObjectNode all = json.withObjectProperty("awaited");
            place.ifPresentOrElse(
                    at -> all.setAll(CursorJson.writePartitions(new TreeMap<>(Map.of(partition, at)))),
                    () -> all.putObject(Integer.toString(partition)));
        });
    }

    private static ObjectNode start(PartitionStart start) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        start.requested().ifPresent(requested -> json.put("requested", OffsetText.of(requested)));
        json.put("start", OffsetText.of(start.start()));
        json.put("hwm", OffsetText.of(start.highWater()));
        json.put("floor", OffsetText.of(start.floor()));
        json.put("disposition", lower(start.disposition()));
        return json;
    }

    ObjectNode gap(SessionSignal.GapNotice notice) {
        Gap gap = notice.gap();
        ObjectNode json = message("gap");
        json.put("partition", gap.partition());
        json.put("epoch", notice.epoch().value());
        json.put("from", OffsetText.of(gap.from()));
        json.put("to", OffsetText.of(gap.to()));
        json.put("reason", lower(gap.reason()));
        json.put("maxLost", OffsetText.of(gap.maxLost()));
        json.put("earliestAvailable", OffsetText.of(notice.earliestAvailable()));
        return json;
    }

    List<ObjectNode> cursorReset(SessionSignal.CursorReset reset) {
        TreeSet<Integer> partitions = new TreeSet<>(reset.start().keySet());
        partitions.addAll(reset.requested().keySet());
        return parts(
                partitions,
                json("cursor_reset", json -> {
                    if (reset.partition().isPresent()) {
                        json.put("partition", reset.partition().getAsInt());
                    } else {
                        json.put("partition", "*");
                    }
                    json.put("reason", reset.reason().label());
                    json.put("oldEpoch", reset.oldEpoch().value());
                    json.put("newEpoch", reset.newEpoch().value());
                    json.put("discardState", reset.reason().discardsState());
                }),
                (json, part) -> {
                    json.set("requested", CursorJson.writePartitions(of(reset.requested(), part)));
                    json.set("start", CursorJson.writePartitions(of(reset.start(), part)));
                });
    }

    List<ObjectNode> capped(SessionSignal.ReplayCapped capped) {
        SortedMap<Integer, Position> next = capped.next().partitions();
        return parts(
                next.keySet(),
                json("replay_capped", json -> {
                    json.put("reason", lower(capped.reason()));
                    json.put("epoch", capped.next().epoch().value());
                }),
                (json, part) -> {
                    json.set("next", CursorJson.writePartitions(of(next, part)));
                    json.set("remaining", offsets(of(capped.remaining(), part)));
                });
    }

    List<ObjectNode> complete(SessionSignal.ReplayComplete complete) {
        TreeSet<Integer> all = new TreeSet<>(complete.target().keySet());
        all.addAll(complete.awaited());
        return parts(
                all,
                json("replay_complete", json -> {
                    json.put("round", complete.round());
                    json.put("delivered", OffsetText.of(complete.delivered()));
                    json.put("gaps", complete.gaps());
                    json.put("capped", false);
                }),
                (json, part) -> {
                    json.set("target", offsets(of(complete.target(), part)));
                    SortedMap<Integer, Optional<Position>> awaited = new TreeMap<>();
                    complete.awaited().forEach(partition -> awaited.put(partition, Optional.empty()));
                    awaited(json, of(awaited, part));
                });
    }

    ObjectNode lag(String type, long records, Duration lag, LagCause cause) {
        ObjectNode json = message(type);
        json.put("lagRecords", OffsetText.of(records));
        json.put("lagMs", OffsetText.of(lag.toMillis()));
        json.put("cause", lower(cause));
        return json;
    }

    List<ObjectNode> progress(SessionSignal.Bookmark bookmark) {
        Cursor next = bookmark.next();
        TreeSet<Integer> partitions = new TreeSet<>(next.partitions().keySet());
        partitions.addAll(bookmark.highWater().keySet());
        return parts(
                partitions,
                json("progress", json -> {
                    json.put("epoch", next.epoch().value());
                    json.put("serverTime", now());
                }),
                (json, part) -> {
                    json.set("next", CursorJson.writePartitions(of(next.partitions(), part)));
                    json.set("hwm", offsets(of(bookmark.highWater(), part)));
                });
    }

    List<ObjectNode> progress(SessionSignal.Waiting waiting) {
        return waiting.place().map(this::progress).orElseGet(() -> {
            ObjectNode json = message("progress");
            json.put("serverTime", now());
            return List.of(json);
        });
    }

    ObjectNode resynced(SessionSignal.Resynced resynced) {
        ObjectNode json = message("resynced");
        json.put("tenantId", resynced.thread().tenantId());
        json.put("threadId", resynced.thread().threadId());
        json.put("outcome", lower(resynced.outcome()));
        json.put("records", OffsetText.of(resynced.records()));
        return json;
    }

    ObjectNode error(SessionSignal.ErrorNotice notice) {
        boolean retryable = switch (notice.code()) {
            case STORE_UNAVAILABLE, BUSY -> true;
            case NOT_NOW, INVALID_PROGRESS -> false;
        };
        return error(
                lower(notice.code()), notice.message(), "", retryable && notice.code() == ErrorCode.BUSY, retryable);
    }

    ObjectNode error(InvalidMessage problem) {
        boolean retryable = problem.problem() == Problem.TOO_MANY_RESUMES;
        return error(
                problem.problem().code(), String.valueOf(problem.getMessage()), problem.field(), retryable, retryable);
    }

    private ObjectNode error(String code, String text, String field, boolean later, boolean retryable) {
        ObjectNode json = message("error");
        json.put("code", code);
        json.put("message", shortened(text));
        if (!field.isEmpty()) {
            json.put("field", shortened(field));
        }
        json.put("retryable", retryable);
        if (later) {
            json.put("retryAfterMs", context.retryAfterMs().getAsLong());
        }
        return json;
    }

    ObjectNode closing(CloseReason reason, String text) {
        ObjectNode json = message("closing");
        json.put("code", reason.label());
        json.put("message", shortened(text));
        boolean retryable = reason != CloseReason.PROTOCOL_ERROR;
        json.put("retryable", retryable);
        if (retryable) {
            json.put("retryAfterMs", context.retryAfterMs().getAsLong());
        }
        return json;
    }

    private String now() {
        return OffsetText.of(context.clock().instant().toEpochMilli());
    }

    private static ObjectNode message(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private static ObjectNode json(String type, java.util.function.Consumer<ObjectNode> fields) {
        ObjectNode json = message(type);
        fields.accept(json);
        return json;
    }

    /** One frame for a few hundred partitions; all but the last say that there is more. */
    private static List<ObjectNode> parts(
            Iterable<Integer> partitions, ObjectNode head, BiConsumer<ObjectNode, List<Integer>> fill) {
        List<List<Integer>> cut = new ArrayList<>();
        cut.add(new ArrayList<>());
        for (Integer partition : partitions) {
            if (cut.get(cut.size() - 1).size() == PARTITIONS_PER_PART) {
                cut.add(new ArrayList<>());
            }
            cut.get(cut.size() - 1).add(partition);
        }
        List<ObjectNode> parts = new ArrayList<>();
        for (List<Integer> part : cut) {
            ObjectNode json = head.deepCopy();
            fill.accept(json, part);
            parts.add(json);
        }
        parts.subList(0, parts.size() - 1).forEach(json -> json.put("more", true));
        return parts;
    }

    private static <T> SortedMap<Integer, T> of(Map<Integer, T> all, List<Integer> part) {
        SortedMap<Integer, T> some = new TreeMap<>();
        for (Integer partition : part) {
            T value = all.get(partition);
            if (value != null) {
                some.put(partition, value);
            }
        }
        return some;
    }

    private static JsonNode offsets(SortedMap<Integer, Long> offsets) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        offsets.forEach((partition, offset) -> json.put(Integer.toString(partition), OffsetText.of(offset)));
        return json;
    }

    private static String shortened(String text) {
        if (text.length() <= MESSAGE_CHARS) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MESSAGE_CHARS - 1)) ? MESSAGE_CHARS - 1 : MESSAGE_CHARS;
        return text.substring(0, end) + "...";
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
