package io.dashstream.replay.store.redis;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.EpochChanged;
import io.dashstream.replay.store.Located;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.SeekResult;
import io.dashstream.replay.store.SeekTarget;
import io.dashstream.replay.store.Unavailable;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Finds places by time and by thread. A script looks at a bounded number of records and says where it stopped, so that no
 * search holds Redis up; marks and the index make one round trip the rule.
 */
final class Seeks {

    private static final int OUTCOME = PartitionState.LENGTH;

    private final Lookup lookup;
    private final Keys keys;
    private final Known known;

    Seeks(Lookup lookup, Keys keys, Known known) {
        this.lookup = lookup;
        this.keys = keys;
        this.known = known;
    }

    CompletableFuture<SeekResult> find(Epoch epoch, SeekTarget target) {
        if (target instanceof SeekTarget.Timestamp timestamp) {
            return notOlder(epoch, timestamp.epochMillis());
        }
        if (target instanceof SeekTarget.NewestBase base) {
            byte[] tag = Keys.tag(base.thread());
            Object[] whole = {epoch.value(), Keys.name(tag), tag, "", ""};
            return search(epoch, Script.SEEK_BASE, partition -> whole, (partition, more) ->
                    new Object[] {epoch.value(), Keys.name(tag), tag, more.text(OUTCOME + 1), more.text(OUTCOME + 2)});
        }
        return newerThan(epoch, (SeekTarget.NewerThan) target);
    }

    private CompletableFuture<SeekResult> notOlder(Epoch epoch, long epochMillis) {
        return search(
                epoch, Script.SEEK_TIME, partition -> new Object[] {epoch.value(), epochMillis, 0}, (partition, more) ->
                        new Object[] {epoch.value(), epochMillis, more.text(OUTCOME + 1)});
    }

    private CompletableFuture<SeekResult> newerThan(Epoch epoch, SeekTarget.NewerThan newer) {
        return lookup.ask(Optional.of(epoch), root -> {
                    SortedMap<Integer, Call> calls = lookup.bounds(root);
                    newer.cursor().partitions().forEach((partition, position) -> {
                        if (root.partitions().contains(partition)) {
                            calls.put(
                                    partition,
                                    Call.of(Script.LAST_BEFORE, keys.meta(partition), epoch.value(), position.next()));
                        }
                    });
                    return calls;
                })
                .thenCompose(found -> {
                    if (!(found instanceof Lookup.Answers answers)) {
                        return CompletableFuture.completedFuture(otherwise(found));
                    }
                    OptionalLong newest = answers.answers().values().stream()
                            .filter(answer -> answer.text(OUTCOME).equals("FOUND"))
                            .mapToLong(answer -> answer.number(OUTCOME + 1))
                            .max();
                    // A cursor that points at nothing we still have says nothing about time: then only news.
                    return newest.isPresent()
                            ? notOlder(epoch, newest.getAsLong() + 1)
                            : CompletableFuture.completedFuture(Located.at(ends(answers)));
                });
    }

    private Map<Integer, Long> ends(Lookup.Answers answers) {
        SortedMap<Integer, Long> ends = new TreeMap<>();
        answers.answers()
                .forEach((partition, answer) -> ends.put(
                        partition, bounds(answers.epoch(), partition, answer).end()));
        return ends;
    }

    private PartitionBounds bounds(Epoch epoch, int partition, Reply.Answer answer) {
        return PartitionState.of(partition, answer).bounds(known.end(epoch, partition));
    }

    /** How a search goes on where a script stopped. */
    private interface Continuation {
        Object[] arguments(int partition, Reply.Answer more);
    }

    private CompletableFuture<SeekResult> search(
            Epoch epoch, Script script, Function<Integer, Object[]> first, Continuation continuation) {
        return step(epoch, script, first, continuation, new TreeMap<>());
    }

    private CompletableFuture<SeekResult> step(
            Epoch epoch,
            Script script,
            Function<Integer, Object[]> arguments,
            Continuation continuation,
            SortedMap<Integer, Long> located) {
        return lookup.ask(Optional.of(epoch), root -> {
                    SortedMap<Integer, Call> calls = new TreeMap<>();
                    root.partitions().stream()
                            .filter(partition -> !located.containsKey(partition))
                            .forEach(partition -> calls.put(
                                    partition, Call.of(script, keys.meta(partition), arguments.apply(partition))));
                    return calls;
                })
                .thenCompose(found -> {
                    if (!(found instanceof Lookup.Answers answers)) {
                        return CompletableFuture.completedFuture(otherwise(found));
                    }
                    SortedMap<Integer, Reply.Answer> unfinished = new TreeMap<>();
                    answers.answers().forEach((partition, answer) -> {
                        switch (answer.text(OUTCOME)) {
                            case "FOUND" -> located.put(partition, answer.number(OUTCOME + 1));
                            case "MORE" -> unfinished.put(partition, answer);
                            // What the log holds behind what was read may be wanted.
                            default ->
                                located.put(
                                        partition,
                                        bounds(epoch, partition, answer).next());
                        }
                    });
                    return unfinished.isEmpty()
                            ? CompletableFuture.completedFuture(Located.at(located))
                            : step(
                                    epoch,
                                    script,
                                    partition -> {
                                        Reply.Answer more = unfinished.get(partition);
                                        return more == null
                                                ? arguments.apply(partition)
                                                : continuation.arguments(partition, more);
                                    },
                                    continuation,
                                    located);
                });
    }

    private static SeekResult otherwise(Lookup.Found found) {
        return found instanceof Lookup.Moved moved
                ? new EpochChanged(moved.current())
                : new Unavailable(
                        found instanceof Lookup.Nothing nothing ? nothing.reason() : "the store's epoch is changing");
    }
}
