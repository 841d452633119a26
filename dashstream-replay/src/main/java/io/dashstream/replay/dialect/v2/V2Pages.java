package io.dashstream.replay.dialect.v2;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.UnsafeByteOperations;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.CursorJson;
import io.dashstream.replay.cursor.OffsetText;
import io.dashstream.replay.dialect.v2.frames.Page;
import io.dashstream.replay.dialect.v2.frames.Phase;
import io.dashstream.replay.dialect.v2.frames.Position;
import io.dashstream.replay.dialect.v2.frames.Readability;
import io.dashstream.replay.dialect.v2.frames.Record;
import io.dashstream.replay.session.SessionSignal;
import io.dashstream.replay.store.StoredRecord;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/** Pages, as protobuf for a binary frame and as JSON for an event. */
final class V2Pages {

    private V2Pages() {}

    static ByteBuffer binary(SessionSignal.Records page) {
        Page.Builder message = page(page.sequence(), phase(page), page.records());
        message.setNext(cursor(page.next())).setRemaining(page.remaining());
        return bytes(message);
    }

    static ByteBuffer binary(SessionSignal.ThreadRecords page) {
        return bytes(page(page.sequence(), Phase.PHASE_RESYNC, page.records()));
    }

    static ObjectNode json(SessionSignal.Records page) {
        ObjectNode json = json(page.sequence(), phase(page), page.records());
        json.set("next", CursorJson.write(page.next()));
        json.put("remaining", OffsetText.of(page.remaining()));
        return json;
    }

    static ObjectNode json(SessionSignal.ThreadRecords page) {
        return json(page.sequence(), Phase.PHASE_RESYNC, page.records());
    }

    private static Phase phase(SessionSignal.Records page) {
        return switch (page.phase()) {
            case REPLAY -> Phase.PHASE_REPLAY;
            case LIVE -> Phase.PHASE_LIVE;
        };
    }

    private static Page.Builder page(long number, Phase phase, List<StoredRecord> records) {
        Page.Builder page = Page.newBuilder().setPage(number).setPhase(phase);
        for (StoredRecord record : records) {
            page.addRecords(Record.newBuilder()
                    .setPartition(record.partition())
                    .setOffset(record.offset())
                    .setTimestampMs(record.timestampMillis())
                    .setReadability(readability(record))
                    // The value is shared by all sessions and never written to.
                    .setValue(UnsafeByteOperations.unsafeWrap(record.value())));
        }
        return page;
    }

    private static ByteBuffer bytes(Page.Builder page) {
        return ByteBuffer.wrap(page.build().toByteArray()).asReadOnlyBuffer();
    }

    private static io.dashstream.replay.dialect.v2.frames.Cursor cursor(Cursor next) {
        io.dashstream.replay.dialect.v2.frames.Cursor.Builder cursor =
                io.dashstream.replay.dialect.v2.frames.Cursor.newBuilder()
                        .setEpoch(next.epoch().value());
        next.partitions().forEach((partition, position) -> {
            Position.Builder entry =
                    Position.newBuilder().setPartition(partition).setNext(position.next());
            position.leaderEpoch().ifPresent(entry::setLeaderEpoch);
            cursor.addPositions(entry);
        });
        return cursor.build();
    }

    private static Readability readability(StoredRecord record) {
        return switch (record.label().readability()) {
            case READABLE -> Readability.READABILITY_READABLE;
            case NO_VALUE -> Readability.READABILITY_NO_VALUE;
            case OVERSIZED -> Readability.READABILITY_OVERSIZED;
            case NEWER_SCHEMA -> Readability.READABILITY_NEWER_SCHEMA;
            case UNDECODABLE -> Readability.READABILITY_UNDECODABLE;
        };
    }

    private static ObjectNode json(long number, Phase phase, List<StoredRecord> records) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", "page");
        json.put("page", OffsetText.of(number));
        json.put("phase", word(phase.name(), "PHASE_"));
        ArrayNode list = json.putArray("records");
        for (StoredRecord record : records) {
            ObjectNode entry = list.addObject();
            entry.put("partition", record.partition());
            entry.put("offset", OffsetText.of(record.offset()));
            entry.put("timestampMs", Long.toString(record.timestampMillis()));
            entry.put("readability", word(readability(record).name(), "READABILITY_"));
            entry.put("value", record.copyOfValue());
        }
        return json;
    }

    private static String word(String name, String prefix) {
        return name.substring(prefix.length()).toLowerCase(Locale.ROOT);
    }
}
