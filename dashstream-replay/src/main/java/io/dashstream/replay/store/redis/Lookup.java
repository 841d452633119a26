package io.dashstream.replay.store.redis;

import io.dashstream.replay.epoch.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Asks the root and all partitions at once: one round trip as long as the epoch and the partitions are those that were seen
 * last, two when they are not.
 */
final class Lookup {

    private static final int ATTEMPTS = 3;

    /** What the store said. */
    sealed interface Found {}

    /**
     * Every partition answered for one epoch.
     *
     * @param epoch the epoch
     * @param answers the answer of each partition
     */
    record Answers(Epoch epoch, SortedMap<Integer, Reply.Answer> answers) implements Found {}

    /**
     * The store is at another epoch.
     *
     * @param current the store's epoch
     */
    record Moved(Epoch current) implements Found {}

    /**
     * Nothing can be said.
     *
     * @param reason why
     */
    record Nothing(String reason) implements Found {}

    private final Link link;
    private final Keys keys;
    private final Known known;

    Lookup(Link link, Keys keys, Known known) {
        this.link = link;
        this.keys = keys;
        this.known = known;
    }

    /** Asks each partition of the epoch, or of the current epoch whatever it is. */
    CompletableFuture<Found> ask(Optional<Epoch> epoch, Function<Root, SortedMap<Integer, Call>> question) {
        return ask(epoch, question, ATTEMPTS);
    }

    /** The calls that touch the root and every partition known: what tells whether all nodes answer. */
    List<Call> probe() {
        List<Call> calls = new ArrayList<>(List.of(look()));
        known.root().ifPresent(root -> calls.addAll(bounds(root).values()));
        return calls;
    }

    /** Asks for nothing but the bounds. */
    SortedMap<Integer, Call> bounds(Root root) {
        SortedMap<Integer, Call> calls = new TreeMap<>();
        root.partitions()
                .forEach(partition -> calls.put(
                        partition,
                        Call.of(Script.PAGE, keys.meta(partition), root.epoch().value(), 0, 0, 0)));
        return calls;
    }

    Call look() {
        return Call.of(Script.ROOT, keys.root(), Root.FORMAT, "", "", 0, "", Ingest.RETIRED_MILLIS);
    }

    private CompletableFuture<Found> ask(
            Optional<Epoch> epoch, Function<Root, SortedMap<Integer, Call>> question, int attempts) {
        Optional<Root> expected =
                known.root().filter(root -> epoch.map(root.epoch()::equals).orElse(true));
        SortedMap<Integer, Call> ofPartitions = expected.map(question).orElseGet(TreeMap::new);
        List<Call> calls = new ArrayList<>(List.of(look()));
        calls.addAll(ofPartitions.values());
        return link.send(calls).thenCompose(replies -> {
            if (!(replies.get(0) instanceof Reply.Answer look)) {
                return done(nothing(replies.get(0)));
            }
            if (Root.isForeign(look)) {
                return done(
                        new Nothing("Redis holds format " + look.text(0) + " under this prefix and topic, and this is"
                                + " format " + Root.FORMAT + "; use another prefix"));
            }
            if (Root.isMissing(look)) {
                return done(new Nothing("no epoch is open yet"));
            }
            Root now = Root.of(look);
            known.saw(now);
            if (epoch.isPresent() && !epoch.get().equals(now.epoch())) {
                return done(new Moved(now.epoch()));
            }
            if (expected.isEmpty() || !expected.get().equals(now)) {
                return attempts > 1
                        ? ask(epoch, question, attempts - 1)
                        : done(new Nothing("the store's epoch or partitions are changing"));
            }
            return done(answers(now.epoch(), ofPartitions, replies.subList(1, replies.size())));
        });
    }

    private Found answers(Epoch epoch, SortedMap<Integer, Call> calls, List<Reply> replies) {
        SortedMap<Integer, Reply.Answer> answers = new TreeMap<>();
        int next = 0;
        for (int partition : calls.keySet()) {
            if (!(replies.get(next) instanceof Reply.Answer answer)) {
                return nothing(replies.get(next));
            }
            next++;
            if (PartitionState.isMissing(answer) || PartitionState.isOfAnotherEpoch(answer)) {
                return new Nothing("partition " + partition + " is not there in Redis; the writer makes it anew");
            }
            answers.put(partition, answer);
        }
        return new Answers(epoch, answers);
    }

    private static Nothing nothing(Reply reply) {
        return new Nothing(reply instanceof Reply.NoAnswer none ? none.reason() : "an answer without meaning");
    }

    private static CompletableFuture<Found> done(Found found) {
        return CompletableFuture.completedFuture(found);
    }
}
