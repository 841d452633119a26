package io.dashstream.replay.store;

import io.dashstream.replay.ReplayException;
import java.util.List;

/**
 * What the reader learnt about a range of one partition. A store takes batches of a partition in order: a range that
 * begins behind the store's next offset is a hole and is refused, what it has already is ignored.
 */
public sealed interface PartitionBatch {

    /**
     * The partition's number.
     *
     * @return 0 or more
     */
    int partition();

    /**
     * The first offset that this speaks of. A store that knows nothing of the partition yet begins there.
     *
     * @return 0 or more
     */
    long first();

    /**
     * Whether this is a range without an offset. It changes nothing, so nobody needs to hear of it: it only asks what the
     * store has.
     *
     * @return whether it is
     */
    default boolean isEmpty() {
        return this instanceof Consumed consumed && consumed.from() == consumed.to();
    }

    /**
     * The reader has consumed [from, to) completely, and these are all its records. Offsets in the range that have no
     * record are holes, not losses. The first batch of a partition sets where the store begins; {@code from} may be
     * equal to {@code to}.
     *
     * @param partition the partition's number
     * @param from the first offset of the range
     * @param to the first offset behind the range: the consumer's position after the batch
     * @param records the records, offsets ascending
     */
    record Consumed(int partition, long from, long to, List<StoredRecord> records) implements PartitionBatch {

        /**
         * Takes the range and a copy of the records, which must lie in it and ascend.
         *
         * @param partition the partition's number
         * @param from the first offset of the range
         * @param to the first offset behind the range
         * @param records the records
         */
        public Consumed {
            if (partition < 0 || from < 0 || to < from) {
                throw new ReplayException("batch [" + from + ", " + to + ") of partition " + partition
                        + " is not a range of a partition");
            }
            records = List.copyOf(records);
            long least = from;
            for (StoredRecord record : records) {
                if (record.partition() != partition || record.offset() < least || record.offset() >= to) {
                    throw new ReplayException("record " + record + " does not belong in partition " + partition + " ["
                            + least + ", " + to + ")");
                }
                least = record.offset() + 1;
            }
        }

        @Override
        public long first() {
            return from;
        }
    }

    /**
     * Nobody will ever deliver [from, to): Kafka dropped it before the reader came to it.
     *
     * @param partition the partition's number
     * @param from the first offset of the range
     * @param to the first offset behind the range
     * @param reason why
     */
    record Lost(int partition, long from, long to, GapReason reason) implements PartitionBatch {

        /**
         * Takes the range, which is not empty.
         *
         * @param partition the partition's number
         * @param from the first offset of the range
         * @param to the first offset behind the range
         * @param reason why
         */
        public Lost {
            if (partition < 0 || from < 0 || to <= from) {
                throw new ReplayException(
                        "lost range [" + from + ", " + to + ") of partition " + partition + " is not a range");
            }
        }

        @Override
        public long first() {
            return from;
        }
    }

    /**
     * The log was cut at {@code end} and is rewritten from there under a newer leader epoch (an unclean election).
     * Whatever the store has from there on is dropped.
     *
     * @param partition the partition's number
     * @param end the first offset that is no longer what it was
     * @param leaderEpoch the leader epoch that now begins at {@code end}
     */
    record Truncated(int partition, long end, int leaderEpoch) implements PartitionBatch {

        /**
         * Takes the parts; all are 0 or more.
         *
         * @param partition the partition's number
         * @param end the first offset that is no longer what it was
         * @param leaderEpoch the leader epoch that now begins at {@code end}
         */
        public Truncated {
            if (partition < 0 || end < 0 || leaderEpoch < 0) {
                throw new ReplayException("truncation of partition " + partition + " at " + end + ", leader epoch "
                        + leaderEpoch + ": all must be 0 or more");
            }
        }

        @Override
        public long first() {
            return end;
        }
    }
}
