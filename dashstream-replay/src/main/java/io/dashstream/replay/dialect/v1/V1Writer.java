package io.dashstream.replay.dialect.v1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.replay.cursor.OffsetText;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.dialect.Frame;
import io.dashstream.replay.dialect.FrameWriter;
import io.dashstream.replay.dialect.InvalidMessage;
import io.dashstream.replay.dialect.ResumeBook;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.ResetReason;
import io.dashstream.replay.session.SessionSignal;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The first dialect. It has few words, and known clients break on others: what it has none for is said in fields beside
 * the old ones, or not at all.
 */
final class V1Writer implements FrameWriter {

    /** Keeps a frame under 64 kB: an entry has 30 bytes, and a message two maps. */
    static final int MOST_PARTITIONS = 900;

    private static final long LARGEST_NUMBER = OffsetText.LARGEST_JSON_INTEGER;

    private final ResumeBook<V1Asked> asked;
    private final Supplier<Farewell> farewell;
    private final SortedMap<Integer, Long> next = new TreeMap<>();
    private Set<Integer> awaited = Set.of();
    private V1Asked answering = V1Asked.NOTHING;
    private long resume;
    private long delivered;

    /**
     * Why the server hangs up.
     *
     * @param reason a word, or empty for the close reason's own
     * @param message for people
     */
    record Farewell(Optional<String> reason, String message) {}

    V1Writer(ResumeBook<V1Asked> asked, Supplier<Farewell> farewell) {
        this.asked = asked;
        this.farewell = farewell;
    }

    @Override
    public List<Frame> write(SessionSignal signal) {
        if (signal instanceof SessionSignal.Records page) {
            return records(page);
        }
        if (signal instanceof SessionSignal.Resumed resumed) {
            return resumed(resumed);
        }
        if (signal instanceof SessionSignal.GapNotice notice) {
            return List.of(gap(notice.gap()));
        }
        if (signal instanceof SessionSignal.CursorReset reset) {
            return reset(reset);
        }
        if (signal instanceof SessionSignal.ReplayCapped capped) {
            return complete(true, capped.remaining(), awaited);
        }
        if (signal instanceof SessionSignal.ReplayComplete complete) {
            // What a gap or a filter has passed over is behind the client too.
            complete.target().forEach((partition, target) -> next.merge(partition, target, Math::max));
            return complete(false, new TreeMap<>(), complete.awaited());
        }
        return signal instanceof SessionSignal.Frame frame ? List.of(new Frame.Text(frame.text())) : List.of();
    }

    @Override
    public Optional<Frame> farewell(CloseReason reason) {
        if (reason == CloseReason.CLIENT_LEFT) {
            return Optional.empty();
        }
        ObjectNode json = message("disconnect");
        json.put("reason", farewell.get().reason().orElse(reason.label()));
        json.put("message", farewell.get().message());
        return Optional.of(text(json));
    }

    static Frame.Text pong() {
        return text(message("pong"));
    }

    private List<Frame> records(SessionSignal.Records page) {
        List<Frame> frames = new ArrayList<>(2 * page.records().size());
        for (StoredRecord record : page.records()) {
            // A record without a value has nothing to send.
            if (record.size() > 0) {
                ObjectNode cursor = message("cursor");
                cursor.put("partition", record.partition());
                cursor.put("offset", OffsetText.of(record.offset()));
                frames.add(text(cursor));
                frames.add(new Frame.Binary(record.value()));
                delivered++;
            }
        }
        page.next().partitions().forEach((partition, position) -> next.put(partition, position.next()));
        return frames;
    }

    private List<Frame> resumed(SessionSignal.Resumed resumed) {
        next.clear();
        awaited = resumed.awaited().keySet();
        resumed.awaited().forEach((partition, at) -> at.ifPresent(position -> next.put(partition, position.next())));
        resumed.partitions().forEach((partition, start) -> next.put(partition, start.start()));
        if (resume == resumed.resume()) {
            // What a reset begins anew answers nothing that was answered.
            return List.of();
        }
        resume = resumed.resume();
        delivered = 0;
        answering = asked.of(resume).orElse(V1Asked.NOTHING);
        return answering == V1Asked.CLEAN_START ? List.of(cleanStart()) : List.of();
    }

    private Frame cleanStart() {
        answering = V1Asked.NOTHING;
        ObjectNode json = message("cursor_reset_complete");
        json.set("latestOffsetsByPartition", lastDelivered());
        json.put("bufferCleared", false);
        json.put("truncated", next.size() > MOST_PARTITIONS);
        json.put("totalPartitions", next.size());
        json.put("message", "This connection goes on at the end of the log. Nothing that is shared was touched.");
        return text(json);
    }

    private static Frame gap(Gap gap) {
        ObjectNode json = message("gap");
        json.put("count", Math.min(LARGEST_NUMBER, gap.maxLost()));
        json.put("severity", severity(gap));
        json.put(
                "message",
                "At most " + gap.maxLost() + " records of partition " + gap.partition() + " will not come ("
                        + lower(gap.reason()) + ")");
        json.put("partition", gap.partition());
        json.put("from", OffsetText.of(gap.from()));
        json.put("to", OffsetText.of(gap.to()));
        json.put("reason", lower(gap.reason()));
        return text(json);
    }

    private static String severity(Gap gap) {
        return switch (gap.reason()) {
            case RETENTION, INGEST_GAP, BUFFER_TRIM -> "critical";
            case OVERSIZED, CAPPED -> "warning";
        };
    }

    private List<Frame> reset(SessionSignal.CursorReset reset) {
        List<Frame> frames = new ArrayList<>();
        for (Map.Entry<Integer, Position> entry : reset.requested().entrySet()) {
            int partition = entry.getKey();
            long wanted = entry.getValue().next();
            // Whoever stands at 0 has no last record that could be stale.
            if (wanted > 0) {
                ObjectNode json = message("cursor_stale");
                json.put("partition", partition);
                json.put("requested", OffsetText.of(wanted - 1));
                json.put("oldest", OffsetText.of(oldest(reset, partition)));
                json.put("message", why(reset.reason()));
                json.put("reason", reset.reason().label());
                json.put("oldEpoch", reset.oldEpoch().value());
                json.put("newEpoch", reset.newEpoch().value());
                json.put("discardState", reset.reason().discardsState());
                frames.add(text(json));
            }
        }
        return frames;
    }

    private static long oldest(SessionSignal.CursorReset reset, int partition) {
        Position start = reset.start().get(partition);
        return start == null ? 0 : start.next();
    }

    private static String why(ResetReason reason) {
        return reason.discardsState()
                ? "The cursor does not fit the log (" + reason.label() + "); what was built from older records is void"
                : "The cursor is older than what is kept; the oldest record that is there comes next";
    }

    private List<Frame> complete(boolean capped, SortedMap<Integer, Long> remaining, Set<Integer> unknown) {
        V1Asked answered = answering;
        // One answer for each question.
        answering = V1Asked.NOTHING;
        if (answered == V1Asked.NOTHING) {
            return List.of();
        }
        ObjectNode json = message("replay_complete");
        json.put("totalReplayed", delivered);
        json.set("lastOffsetsByPartition", lastDelivered());
        json.put("capped", capped);
        json.put("mode", answered.mode());
        ObjectNode left = json.putObject("remainingByPartition");
        remaining.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .limit(MOST_PARTITIONS)
                .forEach(entry -> left.put(Integer.toString(entry.getKey()), OffsetText.of(entry.getValue())));
        if (!unknown.isEmpty()) {
            ArrayNode silent = json.putArray("awaitedPartitions");
            unknown.stream().limit(MOST_PARTITIONS).forEach(silent::add);
        }
        json.put("truncated", Math.max(next.size(), unknown.size()) > MOST_PARTITIONS);
        json.put("totalPartitions", next.size());
        return List.of(text(json));
    }

    private ObjectNode lastDelivered() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        next.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .limit(MOST_PARTITIONS)
                .forEach(entry -> json.put(Integer.toString(entry.getKey()), OffsetText.of(entry.getValue() - 1)));
        return json;
    }

    private static ObjectNode message(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private static Frame.Text text(ObjectNode json) {
        return new Frame.Text(json.toString());
    }

    static Farewell farewell(InvalidMessage problem) {
        return new Farewell(Optional.of(problem.problem().code()), String.valueOf(problem.getMessage()));
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
