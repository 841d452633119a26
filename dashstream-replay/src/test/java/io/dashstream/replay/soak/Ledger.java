package io.dashstream.replay.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one client's application got, epoch by epoch: of each offset, what was applied or that it was announced as gone. It
 * is judged as it is written: an offset other than the one that is due is a failure at once. The logs of these tests have no
 * holes.
 */
final class Ledger {

    /** Stands for an offset that was announced as gone. */
    private static final int GONE = Integer.MIN_VALUE;

    private final Map<String, Map<Integer, List<Integer>>> books = new LinkedHashMap<>();
    private final List<String> resets = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /** The application has made a record its own. */
    void apply(String epoch, int partition, long offset, int sum) {
        write(epoch, partition, offset, offset + 1, sum);
    }

    /** The server says that the records of [from, to) will never come. */
    void gap(String epoch, int partition, long from, long to) {
        List<Integer> entries = entries(epoch, partition);
        // Whoever was cut off behind it asks from the same place again and is told again.
        boolean isToldAgain = from < entries.size()
                && entries.subList((int) from, (int) Math.min(to, entries.size())).stream()
                        .allMatch(entry -> entry == GONE);
        write(epoch, partition, isToldAgain ? entries.size() : from, Math.max(to, entries.size()), GONE);
    }

    private void write(String epoch, int partition, long from, long to, int what) {
        List<Integer> entries = entries(epoch, partition);
        if (from == entries.size()) {
            entries.addAll(Collections.nCopies((int) (to - from), what));
        } else {
            failures.add("partition " + partition + " of " + epoch + " gave " + from + " where " + entries.size()
                    + " was due");
        }
    }

    private List<Integer> entries(String epoch, int partition) {
        return books.computeIfAbsent(epoch, first -> new TreeMap<>())
                .computeIfAbsent(partition, first -> new ArrayList<>());
    }

    /** The server does not go on where it was asked to. */
    void reset(String reason) {
        resets.add(reason);
    }

    /** The server says that all that was built is void, and begins an epoch: what was had of that comes again. */
    void beginAnew(String epoch) {
        books.remove(epoch);
    }

    void fail(String what) {
        failures.add(what);
    }

    List<String> failures() {
        return failures;
    }

    List<String> resets() {
        return resets;
    }

    int epochs() {
        return books.size();
    }

    /** How many offsets were announced as gone. */
    long gone() {
        return books.values().stream()
                .flatMap(book -> book.values().stream())
                .flatMap(List::stream)
                .filter(entry -> entry == GONE)
                .count();
    }

    /**
     * Whatever was applied of an epoch is how its log begins, less what was announced.
     *
     * @param keptFrom the first offset of each partition that nobody has deleted: nothing behind it can be gone
     */
    void assertBeginsLike(String epoch, Map<Integer, List<Integer>> log, Map<Integer, Long> keptFrom) {
        books.getOrDefault(epoch, Map.of()).forEach((partition, entries) -> {
            assertThat(entries.lastIndexOf(GONE))
                    .as("the last offset of partition %d of %s that is said to be gone", partition, epoch)
                    .isLessThan((int) (long) keptFrom.getOrDefault(partition, 0L));
            List<Integer> expected = new ArrayList<>(log.get(partition).subList(0, entries.size()));
            for (int offset = 0; offset < entries.size(); offset++) {
                if (entries.get(offset) == GONE) {
                    expected.set(offset, GONE);
                }
            }
            assertThat(entries).as("partition %d of %s", partition, epoch).isEqualTo(expected);
        });
    }

    /** Everything of an epoch was applied, and nothing was gone. */
    void assertIs(String epoch, Map<Integer, List<Integer>> log) {
        assertBeginsLike(epoch, log, Map.of());
        log.forEach((partition, sums) -> assertThat(reached(epoch, partition))
                .as("partition %d of %s is read to its end", partition, epoch)
                .isEqualTo(sums.size()));
    }

    /** The offset that is due. */
    int reached(String epoch, int partition) {
        return books.getOrDefault(epoch, Map.of())
                .getOrDefault(partition, List.of())
                .size();
    }
}
