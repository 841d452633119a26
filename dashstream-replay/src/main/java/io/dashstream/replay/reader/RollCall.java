package io.dashstream.replay.reader;

import io.dashstream.replay.kafka.TopicAdmin;
import io.dashstream.replay.reader.Sighting.Extent;
import io.dashstream.replay.store.LogExtent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks all partitions of the topic together where they begin and end. One that does not answer is waited for once, for as
 * long as it may take; then the others are not held up by it any more: it is asked by the way until it has answered, and
 * counts again from the look after that. One call at a time.
 */
final class RollCall {

    /**
     * Who answered.
     *
     * @param extents the partitions that did
     * @param silent those that did not, and why
     */
    record Answers(SortedMap<Integer, Extent> extents, SortedMap<Integer, String> silent) {}

    private final Function<List<Integer>, Map<Integer, CompletableFuture<LogExtent>>> ask;
    private volatile Map<Integer, CompletableFuture<LogExtent>> silent = Map.of();

    RollCall(Function<List<Integer>, Map<Integer, CompletableFuture<LogExtent>>> ask) {
        this.ask = ask;
    }

    /**
     * Calls each once.
     *
     * @param partitions how many there are
     * @return the answers, as soon as all have answered or failed that are waited for
     */
    CompletableFuture<Answers> call(int partitions) {
        Map<Integer, CompletableFuture<LogExtent>> before = silent;
        List<Integer> asked = IntStream.range(0, partitions)
                .filter(partition -> !isUnderWay(before.get(partition)))
                .boxed()
                .toList();
        Map<Integer, CompletableFuture<LogExtent>> answers = new HashMap<>(ask.apply(asked));
        List<Integer> trusted = asked.stream()
                .filter(partition -> !hasFailed(before.get(partition)))
                .toList();
        CompletableFuture<?>[] awaited =
                (trusted.isEmpty() ? asked : trusted).stream().map(answers::get).toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(awaited)
                .handle((all, failure) -> collect(partitions, Map.copyOf(answers), before));
    }

    private Answers collect(
            int partitions,
            Map<Integer, CompletableFuture<LogExtent>> answers,
            Map<Integer, CompletableFuture<LogExtent>> before) {
        SortedMap<Integer, Extent> extents = new TreeMap<>();
        SortedMap<Integer, String> reasons = new TreeMap<>();
        Map<Integer, CompletableFuture<LogExtent>> left = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            CompletableFuture<LogExtent> asked = answers.get(partition);
            // The answer to what an earlier look has asked is too old to be this one's.
            CompletableFuture<LogExtent> waiting = asked == null ? before.get(partition) : asked;
            if (asked != null && asked.isDone() && !asked.isCompletedExceptionally()) {
                LogExtent extent = asked.join();
                extents.put(partition, new Extent(extent.start(), extent.logEnd()));
            } else if (waiting != null) {
                left.put(partition, waiting);
                reasons.put(partition, reason(waiting));
            }
        }
        silent = Map.copyOf(left);
        return new Answers(extents, reasons);
    }

    private static boolean isUnderWay(@Nullable CompletableFuture<LogExtent> earlier) {
        return earlier != null && !earlier.isDone();
    }

    private static boolean hasFailed(@Nullable CompletableFuture<LogExtent> earlier) {
        return earlier != null && earlier.isCompletedExceptionally();
    }

    private static String reason(CompletableFuture<LogExtent> waiting) {
        return waiting.handle((answer, failure) -> failure == null
                        ? "no answer yet"
                        : TopicAdmin.cause(failure).toString())
                .getNow("no answer yet");
    }
}
