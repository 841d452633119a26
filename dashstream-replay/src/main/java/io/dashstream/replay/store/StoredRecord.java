package io.dashstream.replay.store;

import io.dashstream.replay.ReplayException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One record of the log, as every session shares it: coordinates, time, label, and the unmodified Kafka value.
 *
 * <p>The value is held once, however many sessions deliver it, and can't be written to. Immutable.
 */
public final class StoredRecord {

    private final int partition;
    private final int leaderEpoch;
    private final long offset;
    private final long timestampMillis;
    private final RecordLabel label;
    private final byte[] value;

    private StoredRecord(
            int partition, long offset, int leaderEpoch, long timestampMillis, RecordLabel label, byte[] value) {
        if (partition < 0 || offset < 0) {
            throw new ReplayException("partition " + partition + " and offset " + offset + " must be 0 or more");
        }
        this.partition = partition;
        this.offset = offset;
        this.leaderEpoch = leaderEpoch;
        this.timestampMillis = timestampMillis;
        this.label = label;
        this.value = value;
    }

    /**
     * A record around the given bytes, which are not copied: the caller hands them over and does not touch them again.
     *
     * @param partition the partition's number
     * @param offset the offset in its partition
     * @param leaderEpoch the leader epoch under which it was written, or a negative number if the broker did not say
     * @param timestampMillis the record's timestamp, which is data and orders nothing but pages
     * @param label what stores and filters need to know
     * @param value the unmodified Kafka value; empty if the record has none
     * @return the record
     */
    public static StoredRecord wrap(
            int partition, long offset, int leaderEpoch, long timestampMillis, RecordLabel label, byte[] value) {
        return new StoredRecord(partition, offset, leaderEpoch, timestampMillis, label, value);
    }

    /**
     * The partition's number.
     *
     * @return 0 or more
     */
    public int partition() {
        return partition;
    }

    /**
     * The offset in its partition.
     *
     * @return 0 or more
     */
    public long offset() {
        return offset;
    }

    /**
     * The leader epoch under which the record was written.
     *
     * @return 0 or more, or a negative number if the broker did not say
     */
    public int leaderEpoch() {
        return leaderEpoch;
    }

    /**
     * The record's timestamp: the producer's clock or the broker's, as the topic is set up.
     *
     * @return milliseconds since 1970
     */
    public long timestampMillis() {
        return timestampMillis;
    }

    /**
     * What stores and filters need to know of the record.
     *
     * @return the label
     */
    public RecordLabel label() {
        return label;
    }

    /**
     * The unmodified Kafka value.
     *
     * @return a new read-only view of the shared bytes
     */
    public ByteBuffer value() {
        return ByteBuffer.wrap(value).asReadOnlyBuffer();
    }

    /**
     * A copy of the value, for what takes arrays only.
     *
     * @return a new array
     */
    public byte[] copyOfValue() {
        return value.clone();
    }

    /**
     * The size of the value, which is what byte limits count.
     *
     * @return bytes
     */
    public int size() {
        return value.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredRecord that
                && partition == that.partition
                && offset == that.offset
                && leaderEpoch == that.leaderEpoch
                && timestampMillis == that.timestampMillis
                && label.equals(that.label)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(offset) + partition;
    }

    @Override
    public String toString() {
        return partition + "@" + offset + " (" + value.length + " bytes, " + label.readability() + ")";
    }
}
