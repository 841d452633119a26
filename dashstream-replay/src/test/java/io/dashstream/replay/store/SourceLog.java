package io.dashstream.replay.store;

import io.dashstream.core.run.ThreadKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A log as Kafka would have it, for tests: per partition records at ascending offsets with holes in between (transaction
 * markers, compaction), of a few threads, with timestamps that also go back. A partition can be cut, as an unclean
 * election does, and grows on under a newer leader epoch.
 */
public final class SourceLog {

    private static final List<RecordLabel> LABELS = labels();

    private final SortedMap<Integer, TreeMap<Long, StoredRecord>> records = new TreeMap<>();
    private final SortedMap<Integer, Long> ends = new TreeMap<>();
    private final SortedMap<Integer, Long> begins = new TreeMap<>();
    private final SortedMap<Integer, List<PartitionBatch.Truncated>> cuts = new TreeMap<>();
    private final SortedMap<Integer, List<TreeMap<Long, StoredRecord>>> rewritten = new TreeMap<>();
    private int marker;

    /** Partitions 0 to {@code partitions - 1}, all empty and beginning at {@code begin}. */
    public SourceLog(int partitions, long begin) {
        for (int partition = 0; partition < partitions; partition++) {
            addPartition(partition, begin);
        }
    }

    /** A log with random content. */
    public static SourceLog random(RandomGenerator random, int partitions, int recordsPerPartition) {
        return random(random, partitions, recordsPerPartition, random.nextInt(3) == 0 ? random.nextLong(1L << 60) : 0);
    }

    /** A log with random content that begins at an offset. */
    public static SourceLog random(RandomGenerator random, int partitions, int recordsPerPartition, long begin) {
        SourceLog log = new SourceLog(partitions, begin);
        for (int partition = 0; partition < partitions; partition++) {
            log.grow(random, partition, random.nextInt(recordsPerPartition + 1));
        }
        return log;
    }

    public void addPartition(int partition, long begin) {
        records.put(partition, new TreeMap<>());
        begins.put(partition, begin);
        ends.put(partition, begin);
        cuts.put(partition, new ArrayList<>());
        rewritten.put(partition, new ArrayList<>());
    }

    /** Cuts a partition: what is at {@code end} and behind it is gone, and other records will be there. */
    public void truncate(int partition, long end) {
        rewritten.get(partition).add(new TreeMap<>(records.get(partition)));
        records.get(partition).tailMap(end).clear();
        ends.put(partition, end);
        cuts.get(partition).add(new PartitionBatch.Truncated(partition, end, leaderEpoch(partition) + 1));
    }

    /** How the partition was cut, the oldest cut first. */
    public List<PartitionBatch.Truncated> cuts(int partition) {
        return cuts.get(partition);
    }

    private int leaderEpoch(int partition) {
        return cuts.get(partition).size();
    }

    /** Appends records, with holes of random length. */
    public void grow(RandomGenerator random, int partition, int count) {
        long offset = ends.get(partition);
        for (int i = 0; i < count; i++) {
            offset += random.nextInt(4) == 0 ? random.nextInt(1, 5) : 0;
            long time = 1_000 + offset % 100_000 * 10 - random.nextInt(30);
            RecordLabel label = LABELS.get(random.nextInt(LABELS.size()));
            put(StoredRecord.wrap(partition, offset, leaderEpoch(partition), time, label, value(random)));
            offset++;
        }
        ends.put(partition, offset + (random.nextInt(4) == 0 ? random.nextInt(3) : 0));
    }

    /** Appends one record of a given size. */
    public void add(int partition, long offset, int bytes) {
        add(partition, offset, bytes, offset);
    }

    /** Appends one record of a given size and time. */
    public void add(int partition, long offset, int bytes, long timestamp) {
        put(StoredRecord.wrap(partition, offset, 0, timestamp, LABELS.get(0), new byte[bytes]));
        ends.put(partition, offset + 1);
    }

    private byte[] value(RandomGenerator random) {
        // The marker makes every value another one, so that a mix-up can't pass unseen.
        byte[] value = new byte[4 + (random.nextInt(20) == 0 ? random.nextInt(2_000) : random.nextInt(40))];
        marker++;
        for (int i = 0; i < 4; i++) {
            value[i] = (byte) (marker >>> (8 * i));
        }
        return value;
    }

    private void put(StoredRecord record) {
        records.get(record.partition()).put(record.offset(), record);
    }

    public Set<Integer> partitions() {
        return records.keySet();
    }

    public long begin(int partition) {
        return begins.get(partition);
    }

    public long end(int partition) {
        return ends.get(partition);
    }

    public SortedMap<Integer, Long> ends() {
        return new TreeMap<>(ends);
    }

    /** The ends of all partitions, as Kafka tells them. */
    public SortedMap<Integer, LogEnd> logEnds() {
        SortedMap<Integer, LogEnd> seen = new TreeMap<>();
        ends.keySet().forEach(partition -> seen.put(partition, logEnd(partition)));
        return seen;
    }

    /** The end of a partition and the leader epoch that it is at, as Kafka tells them. */
    public LogEnd logEnd(int partition) {
        return new LogEnd(ends.get(partition), OptionalInt.of(leaderEpoch(partition)));
    }

    public Collection<StoredRecord> records(int partition, long from, long to) {
        return records.get(partition).subMap(from, to).values();
    }

    /** What a range held before each cut, and holds now: a server that has not heard of a cut serves what was. */
    public List<Collection<StoredRecord>> everRecords(int partition, long from, long to) {
        List<Collection<StoredRecord>> ever = new ArrayList<>();
        rewritten
                .get(partition)
                .forEach(before -> ever.add(before.subMap(from, to).values()));
        ever.add(records(partition, from, to));
        return ever;
    }

    public PartitionBatch.Consumed batch(int partition, long from, long to) {
        return new PartitionBatch.Consumed(partition, from, to, List.copyOf(records(partition, from, to)));
    }

    public Map<Integer, LogExtent> extents() {
        Map<Integer, LogExtent> extents = new TreeMap<>();
        begins.forEach((partition, begin) -> extents.put(partition, new LogExtent(begin, logEnd(partition))));
        return extents;
    }

    /** The whole partition, cut into batches at random places. */
    public List<PartitionBatch> batches(RandomGenerator random, int partition) {
        List<PartitionBatch> batches = new ArrayList<>();
        long end = ends.get(partition);
        for (long from = begins.get(partition); from < end; ) {
            long to = Math.min(end, from + random.nextInt(1, 12));
            batches.add(batch(partition, from, to));
            from = to;
        }
        return batches;
    }

    public static ThreadKey thread(int number) {
        return new ThreadKey("tenant-" + number % 2, "thread-" + number);
    }

    private static List<RecordLabel> labels() {
        List<RecordLabel> labels = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            for (StateRole role : StateRole.values()) {
                labels.add(new RecordLabel(Set.of(thread(thread)), role, Readability.READABLE));
            }
        }
        Set<ThreadKey> mixed = Set.of(thread(0), thread(1));
        labels.add(new RecordLabel(mixed, StateRole.NONE, Readability.READABLE));
        labels.add(new RecordLabel(mixed, StateRole.BASE, Readability.READABLE, Set.of(thread(1))));
        labels.add(RecordLabel.unreadable(Readability.UNDECODABLE));
        return labels;
    }
}
