package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.replay.store.StoredRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a client of the simulation has made its own, over all its connections: the records that it applied and the gaps
 * that it was told of. In the end it must be the log, record by record.
 */
final class SimulatedApplication {

    private final Map<Integer, TreeMap<Long, StoredRecord>> records = new HashMap<>();
    private final Map<Integer, List<Gap>> missing = new HashMap<>();
    private final Map<Integer, Long> starts = new HashMap<>();

    /** The client's history of a partition begins here, unless it has one. */
    void begin(int partition, long start) {
        starts.putIfAbsent(partition, start);
    }

    void apply(StoredRecord record) {
        assertThat(records.computeIfAbsent(record.partition(), p -> new TreeMap<>())
                        .put(record.offset(), record))
                .as("R1: applied once")
                .isNull();
    }

    void miss(Gap gap) {
        missing.computeIfAbsent(gap.partition(), p -> new ArrayList<>()).add(gap);
    }

    /** A reset says that the log was rewritten from here on. */
    void rewind(int partition, long end) {
        records.computeIfAbsent(partition, p -> new TreeMap<>()).tailMap(end).clear();
        List<Gap> before = missing.getOrDefault(partition, List.of()).stream()
                .filter(gap -> gap.from() < end)
                .map(gap -> new Gap(partition, gap.from(), Math.min(gap.to(), end), gap.reason()))
                .toList();
        missing.put(partition, new ArrayList<>(before));
        // A client that began behind the cut gets what is new there too.
        starts.computeIfPresent(partition, (p, start) -> Math.min(start, end));
    }

    /** A reset says that nothing of the partition is worth anything. */
    void forget(int partition) {
        records.remove(partition);
        missing.remove(partition);
        starts.remove(partition);
    }

    void forgetEverything() {
        records.clear();
        missing.clear();
        starts.clear();
    }

    /** R1: exactly the log from the start on, without what the filter skips and what was announced as lost. */
    void assertIs(SourceLog log, RecordFilter filter) {
        for (int partition : log.partitions()) {
            long start = starts.getOrDefault(partition, Long.MAX_VALUE);
            List<Gap> gaps = missing.getOrDefault(partition, List.of());
            List<StoredRecord> expected =
                    log.records(partition, Math.min(start, log.end(partition)), Long.MAX_VALUE).stream()
                            .filter(record -> filter.accepts(record.label()))
                            .filter(record -> gaps.stream()
                                    .noneMatch(gap -> gap.from() <= record.offset() && record.offset() < gap.to()))
                            .toList();
            List<StoredRecord> applied =
                    List.copyOf(records.getOrDefault(partition, new TreeMap<>()).values());
            assertThat(difference(expected, applied))
                    .as("R1: partition %d from %d on, but for %s: not applied", partition, start, gaps)
                    .isEmpty();
            assertThat(difference(applied, expected))
                    .as("R1: partition %d from %d on, but for %s: applied, and not in the log", partition, start, gaps)
                    .isEmpty();
        }
    }

    private static List<StoredRecord> difference(List<StoredRecord> of, List<StoredRecord> without) {
        Set<StoredRecord> left = new LinkedHashSet<>(of);
        without.forEach(left::remove);
        return List.copyOf(left);
    }
}
