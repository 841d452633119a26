package io.dashstream.replay.kafka;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.core.wire.MessageOutline;
import io.dashstream.core.wire.WireException;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoredRecord;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Turns a Kafka record into what stores keep: the value as it is, with a label. Whatever the value is, there is a record:
 * this is the one place that decides what becomes of a value that can't be read. For one thread at a time.
 */
public final class RecordReader implements AutoCloseable {

    private static final byte[] NO_VALUE = {};
    private static final int UNKNOWN_LEADER_EPOCH = -1;
    private static final int LABELS_SHARED = 10_000;
    private static final Map<Readability, RecordLabel> UNREADABLE = new EnumMap<>(Readability.class);

    static {
        for (Readability readability : Readability.values()) {
            UNREADABLE.put(readability, RecordLabel.unreadable(readability));
        }
    }

    private final FrameDecoder decoder;
    /** Outlines repeat; the records of one thread have a few, and share their labels. */
    private final Map<MessageOutline, RecordLabel> labels = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<MessageOutline, RecordLabel> eldest) {
            return size() > LABELS_SHARED;
        }
    };

    /**
     * A reader of records.
     *
     * @param decoder how messages are decoded; closed with this
     */
    public RecordReader(FrameDecoder decoder) {
        this.decoder = decoder;
    }

    /**
     * Reads a record.
     *
     * @param record as Kafka gave it
     * @return what stores keep of it
     */
    public StoredRecord read(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        return StoredRecord.wrap(
                record.partition(),
                record.offset(),
                record.leaderEpoch().orElse(UNKNOWN_LEADER_EPOCH),
                record.timestamp(),
                value == null ? unreadable(Readability.NO_VALUE) : label(value),
                value == null ? NO_VALUE : value);
    }

    @Override
    public void close() {
        decoder.close();
    }

    private RecordLabel label(byte[] value) {
        try {
            return labels.computeIfAbsent(decoder.outline(value), RecordReader::label);
        } catch (WireException e) {
            return unreadable(readability(e.reason()));
        }
    }

    private static RecordLabel unreadable(Readability readability) {
        return UNREADABLE.getOrDefault(readability, RecordLabel.unreadable(readability));
    }

    private static RecordLabel label(MessageOutline outline) {
        Set<ThreadKey> threads = new HashSet<>();
        Set<ThreadKey> bases = new HashSet<>();
        StateRole role = StateRole.NONE;
        for (MessageOutline.Part part : outline.parts()) {
            ThreadKey thread = thread(part);
            threads.add(thread);
            StateRole ofPart = role(part);
            if (ofPart == StateRole.BASE) {
                bases.add(thread);
            }
            role = ofPart.compareTo(role) > 0 ? ofPart : role;
        }
        return new RecordLabel(
                threads, role, outline.isSupported() ? Readability.READABLE : Readability.NEWER_SCHEMA, bases);
    }

    private static ThreadKey thread(MessageOutline.Part part) {
        return ThreadKey.bounded(part.tenantId(), part.threadId());
    }

    private static StateRole role(MessageOutline.Part part) {
        return switch (part.effect()) {
            case NONE -> StateRole.NONE;
            case CHANGE -> StateRole.CHANGE;
            case WHOLE -> StateRole.BASE;
        };
    }

    private static Readability readability(WireException.Reason reason) {
        return switch (reason) {
            case TOO_LARGE, TOO_COMPLEX -> Readability.OVERSIZED;
            case NEWER_SCHEMA -> Readability.NEWER_SCHEMA;
            case EMPTY,
                    UNKNOWN_FRAMING,
                    UNKNOWN_CONTENT_SIZE,
                    CONTENT_SIZE_MISMATCH,
                    MALFORMED_COMPRESSION,
                    TRAILING_BYTES,
                    MALFORMED_MESSAGE,
                    NO_KIND,
                    INVALID_ID,
                    INVALID_ARGUMENT -> Readability.UNDECODABLE;
        };
    }
}
