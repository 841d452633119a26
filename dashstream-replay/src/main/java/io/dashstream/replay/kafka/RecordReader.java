package io.dashstream.replay.kafka;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.SchemaVersion;
import io.dashstream.core.wire.WireException;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoredRecord;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
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

    private final FrameDecoder decoder;
    /** Labels repeat; the records of one thread share a few. */
    private final Map<RecordLabel, RecordLabel> labels = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<RecordLabel, RecordLabel> eldest) {
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
        RecordLabel label = value == null ? RecordLabel.unreadable(Readability.NO_VALUE) : label(value);
        return StoredRecord.wrap(
                record.partition(),
                record.offset(),
                record.leaderEpoch().orElse(UNKNOWN_LEADER_EPOCH),
                record.timestamp(),
                labels.computeIfAbsent(label, first -> first),
                value == null ? NO_VALUE : value);
    }

    @Override
    public void close() {
        decoder.close();
    }

    private RecordLabel label(byte[] value) {
        try {
            return label(decoder.decode(value));
        } catch (WireException e) {
            return RecordLabel.unreadable(readability(e.reason()));
        }
    }

    private static RecordLabel label(DashStreamMessage message) {
        Readability readability =
                SchemaVersion.newerIn(message).isPresent() ? Readability.NEWER_SCHEMA : Readability.READABLE;
        List<DashStreamMessage> parts = Messages.flatten(message);
        if (parts.size() == 1) {
            StateRole role = role(parts.get(0));
            return new RecordLabel(Set.of(thread(parts.get(0))), role, readability);
        }
        Set<ThreadKey> threads = new HashSet<>();
        Set<ThreadKey> bases = new HashSet<>();
        StateRole role = StateRole.NONE;
        for (DashStreamMessage part : parts) {
            ThreadKey thread = thread(part);
            threads.add(thread);
            StateRole ofPart = role(part);
            if (ofPart == StateRole.BASE) {
                bases.add(thread);
            }
            role = ofPart.compareTo(role) > 0 ? ofPart : role;
        }
        return new RecordLabel(threads, role, readability, bases);
    }

    private static ThreadKey thread(DashStreamMessage message) {
        return ThreadKey.of(Messages.header(message));
    }

    private static StateRole role(DashStreamMessage message) {
        if (!Messages.carriesState(message)) {
            return StateRole.NONE;
        }
        boolean isPatch = MessageKind.of(message) == MessageKind.STATE_DIFF
                && message.getStateDiff().getFullState().isEmpty();
        return isPatch ? StateRole.CHANGE : StateRole.BASE;
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
