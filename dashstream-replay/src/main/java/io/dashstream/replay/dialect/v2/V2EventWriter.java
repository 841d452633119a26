package io.dashstream.replay.dialect.v2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.CursorToken;
import io.dashstream.replay.dialect.Frame;
import io.dashstream.replay.dialect.FrameWriter;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.SessionSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The second dialect over server-sent events. An id stands only where a browser may go on from: behind a whole page, on
 * progress, and on the last part of a reset of all partitions.
 */
final class V2EventWriter implements FrameWriter {

    private final V2Writer words;
    private final V2Messages messages;
    private final Supplier<String> lastWord;

    V2EventWriter(V2Writer words, V2Messages messages, Supplier<String> lastWord) {
        this.words = words;
        this.messages = messages;
        this.lastWord = lastWord;
    }

    @Override
    public List<Frame> write(SessionSignal signal) {
        if (signal instanceof SessionSignal.Records page) {
            return List.of(event(V2Pages.json(page), Optional.of(page.next()), ""));
        }
        if (signal instanceof SessionSignal.ThreadRecords page) {
            return List.of(event(V2Pages.json(page), Optional.empty(), ""));
        }
        if (signal instanceof SessionSignal.Frame frame) {
            return List.of(new Frame.Text(frame.text()));
        }
        List<ObjectNode> parts = words.control(signal);
        List<Frame> events = new ArrayList<>();
        for (int part = 0; part < parts.size(); part++) {
            Optional<Cursor> id = part == parts.size() - 1 ? whereToGoOn(signal) : Optional.empty();
            events.add(event(parts.get(part), id, ""));
        }
        return events;
    }

    @Override
    public Optional<Frame> farewell(CloseReason reason) {
        if (reason == CloseReason.CLIENT_LEFT) {
            return Optional.empty();
        }
        ObjectNode closing = messages.closing(reason, lastWord.get());
        String retry = closing.has("retryAfterMs")
                ? "retry: " + closing.get("retryAfterMs").asLong() + "\n"
                : "";
        return Optional.of(event(closing, Optional.empty(), retry));
    }

    /** An event of the stream. JSON has no line breaks of its own, so its data is one line. */
    static Frame.Text event(ObjectNode message, Optional<Cursor> id, String more) {
        ObjectNode data = message.deepCopy();
        String type = data.remove("type").textValue();
        StringBuilder text = new StringBuilder("event: ").append(type).append('\n');
        id.ifPresent(
                cursor -> text.append("id: ").append(CursorToken.write(cursor)).append('\n'));
        text.append(more).append("data: ").append(data).append("\n\n");
        return new Frame.Text(text.toString());
    }

    private static Optional<Cursor> whereToGoOn(SessionSignal signal) {
        if (signal instanceof SessionSignal.Bookmark bookmark) {
            return Optional.of(bookmark.next());
        }
        if (signal instanceof SessionSignal.Waiting waiting) {
            return waiting.place().map(SessionSignal.Bookmark::next);
        }
        if (signal instanceof SessionSignal.CursorReset reset
                && reset.partition().isEmpty()) {
            return Optional.of(Cursor.of(reset.newEpoch(), reset.start()));
        }
        return Optional.empty();
    }
}
