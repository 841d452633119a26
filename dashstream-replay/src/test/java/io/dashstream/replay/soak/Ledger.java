package io.dashstream.replay.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one client's application got, epoch by epoch. It is judged as it is written: an offset below the one that is due, or a
 * jump over one that was not announced as gone, is a failure at once. The logs of these tests have no holes.
 */
final class Ledger {

    /** What was applied of one epoch. */
    private static final class Book {

        private final Map<Integer, List<Integer>> sums = new TreeMap<>();
        private final Map<Integer, Long> gaps = new HashMap<>();
    }

    private final Map<String, Book> books = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    /** The application has made a record its own. */
    void apply(String epoch, int partition, long offset, int sum) {
        List<Integer> sums = book(epoch).sums.computeIfAbsent(partition, first -> new ArrayList<>());
        if (offset != sums.size()) {
            failures.add("partition " + partition + " of " + epoch + " gave " + offset + " where " + sums.size()
                    + " was due");
        }
        while (sums.size() < offset) {
            sums.add(0);
        }
        if (offset == sums.size()) {
            sums.add(sum);
        }
    }

    void gap(String epoch, int partition, long from, long to) {
        book(epoch).gaps.merge(partition, to - from, Long::sum);
    }

    void fail(String what) {
        failures.add(what);
    }

    List<String> failures() {
        return failures;
    }

    int epochs() {
        return books.size();
    }

    /** Whatever was applied of an epoch is how its log begins, and nothing of it was called gone. */
    void assertBeginsLike(String epoch, Map<Integer, List<Integer>> log) {
        assertThat(book(epoch).gaps).as("nothing of %s is gone", epoch).isEmpty();
        book(epoch)
                .sums
                .forEach((partition, sums) -> assertThat(sums)
                        .as("partition %d of %s", partition, epoch)
                        .isEqualTo(log.get(partition).subList(0, sums.size())));
    }

    /** Everything of an epoch was applied. */
    void assertIs(String epoch, Map<Integer, List<Integer>> log) {
        assertBeginsLike(epoch, log);
        log.forEach((partition, sums) -> assertThat(applied(epoch, partition))
                .as("partition %d of %s is read to its end", partition, epoch)
                .isEqualTo(sums.size()));
    }

    int applied(String epoch, int partition) {
        return book(epoch).sums.getOrDefault(partition, List.of()).size();
    }

    private Book book(String epoch) {
        return books.computeIfAbsent(epoch, first -> new Book());
    }
}
