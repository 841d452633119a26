package io.dashstream.replay.store;

import io.dashstream.replay.epoch.Epoch;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A replayable copy of the log, or of its newest part.
 *
 * <p>The writer's side ({@link #open}, {@link #announceEnds}, {@link #append}, {@link #trim}) is called by one reader thread and may block it
 * for one command time-out at most. The readers' side ({@link #bounds}, {@link #read}, {@link #seek}) is called by any
 * thread and never blocks; its stages complete normally also when the store is in trouble, with {@link Unavailable}.
 *
 * <p>What every store promises, and what its conformance suite checks by these numbers:
 * <ul>
 *   <li><b>S1</b> a page holds at most {@code maxRecords} records and {@code maxBytes} bytes over all partitions; only a
 *       single record may exceed the bytes, alone;
 *   <li><b>S2</b> per partition, offsets strictly ascend, inside a page and from page to page;
 *   <li><b>S3</b> every record in [cursor, next) that was appended, is kept and passes the filter is in the page, and
 *       nothing else is;
 *   <li><b>S4</b> next is never below the cursor; if anything is readable, some partition moves on; a partition with a
 *       backlog is served within ceil(P/N) pages;
 *   <li><b>S5</b> a record at (epoch, partition, offset) never changes;
 *   <li><b>S6</b> floor and next never go back within an epoch, except by an announced truncation. Bounds and pages give
 *       positions with the leader epoch of what is before them, so that also who has read nothing yet is told of it;
 *   <li><b>S7</b> no range is claimed without coverage: pages and gaps together are exactly [start, high-water mark),
 *       without overlap;
 *   <li><b>S8</b> appending is idempotent: any interleaving of two writers with repeats and crashes gives the same
 *       content;
 *   <li><b>S9</b> holes in the offsets are no gaps.
 * </ul>
 */
public interface ReplayStore extends AutoCloseable {

    /**
     * Makes an epoch the store's current one. If it is already, nothing is touched and the answer says where to go on
     * reading. If it is not, the store is empty afterwards, atomically for readers: the old epoch can't be reached
     * any more.
     *
     * @param epoch the epoch that the log is at
     * @param log where the log of each partition is; readers see all of them at once, so that none is taken for one that
     *     was added later, and none for one that was read to its end
     * @return what the store holds of the epoch
     */
    BoundsResult open(Epoch epoch, Map<Integer, LogExtent> log);

    /**
     * Says how far the log is known to reach, which may be further than the reader has come. What is not further than
     * what the store knows, or belongs to another epoch, is ignored.
     *
     * @param epoch the epoch that the offsets belong to
     * @param ends the end of the log by partition
     */
    void announceEnds(Epoch epoch, Map<Integer, LogEnd> ends);

    /**
     * How often {@link #announceEnds} said where the log of a partition ends, in whatever epoch was the current one, also if
     * that was no news. Who has to know where the log ends <em>now</em> waits until this has grown by two: the writer asks
     * one question after the other, and the first answer may be to one that was asked before.
     *
     * @param partition the partition's number
     * @return 0 or more; it only grows
     */
    long endsHeard(int partition);

    /**
     * Takes what the reader consumed, in as few round trips as the store can, and raises {@link #appended()} after
     * everything is readable.
     *
     * @param epoch the epoch that the batches belong to
     * @param batches at most one batch per partition
     * @return one result per batch, in the same order
     */
    List<AppendResult> append(Epoch epoch, List<PartitionBatch> batches);

    /** Drops what retention by age no longer keeps; called about once a second. */
    void trim();

    /**
     * Where the store begins and ends.
     *
     * @return the bounds, or {@link Unavailable} also while no epoch is open yet
     */
    CompletionStage<BoundsResult> bounds();

    /**
     * Reads a page: all partitions together, in one round trip where there is one.
     *
     * @param request from where, how much, and of whom
     * @return the result
     */
    CompletionStage<ReadResult> read(ReadRequest request);

    /**
     * Finds a place in the log that is not named by offsets.
     *
     * @param epoch the epoch to look in
     * @param target the place
     * @return the result
     */
    CompletionStage<SeekResult> seek(Epoch epoch, SeekTarget target);

    /**
     * Raised whenever there may be something new to read, after it can be read.
     *
     * @return the signal, the same one always
     */
    AppendSignal appended();

    /** Gives back what the store holds; reads are answered with {@link Unavailable} from then on. */
    @Override
    void close();
}
