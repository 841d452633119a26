package io.dashstream.replay.store.redis;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.store.BoundsResult;
import io.dashstream.replay.store.EpochChanged;
import io.dashstream.replay.store.PageFiller;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.Unavailable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** The readers' side: bounds and pages, each in one round trip for all partitions. */
final class Pages {

    /** With more threads than this it is cheaper to look at every record. */
    private static final int MOST_THREADS_BY_INDEX = 16;

    private static final int OFFSET_OF_ID_SUFFIX = 2;
    /** Id, header, value. */
    private static final int FIELDS_OF_ENTRY = 3;

    private final Lookup lookup;
    private final Keys keys;
    private final Known known;
    private final Counters counters;

    Pages(Lookup lookup, Keys keys, Known known, Counters counters) {
        this.lookup = lookup;
        this.keys = keys;
        this.known = known;
        this.counters = counters;
    }

    CompletableFuture<BoundsResult> bounds() {
        return lookup.ask(Optional.empty(), lookup::bounds).thenApply(found -> {
            if (found instanceof Lookup.Answers answers) {
                return StoreBounds.of(answers.epoch(), bounds(answers, states(answers)));
            }
            return unavailable(found);
        });
    }

    CompletableFuture<ReadResult> read(ReadRequest request) {
        long since = System.nanoTime();
        return lookup.ask(Optional.of(request.cursor().epoch()), root -> calls(root, request))
                .thenApply(found -> {
                    if (found instanceof Lookup.Answers answers) {
                        ReadResult result = page(request, answers);
                        counters.pages.increment();
                        counters.pageNanos.add(System.nanoTime() - since);
                        return result;
                    }
                    return found instanceof Lookup.Moved moved ? new EpochChanged(moved.current()) : unavailable(found);
                });
    }

    private SortedMap<Integer, Call> calls(Root root, ReadRequest request) {
        SortedMap<Integer, Call> calls = lookup.bounds(root);
        Map<Integer, Position> wanted = new TreeMap<>(request.cursor().partitions());
        wanted.keySet().retainAll(root.partitions());
        Map<Integer, Long> backlogs = new HashMap<>();
        wanted.forEach((partition, position) -> {
            OptionalLong next = known.next(root.epoch(), partition);
            backlogs.put(
                    partition, next.isPresent() ? Math.max(0, next.getAsLong() - position.next()) : Long.MAX_VALUE);
        });
        Quotas quotas = new Quotas(request.limits(), backlogs);
        List<String> names = names(request);
        wanted.forEach((partition, position) -> {
            List<Object> arguments = new ArrayList<>(
                    List.of(root.epoch().value(), position.next(), quotas.records(partition), quotas.bytes(partition)));
            arguments.addAll(names);
            calls.put(partition, Call.of(Script.PAGE, keys.meta(partition), arguments.toArray()));
        });
        return calls;
    }

    private static List<String> names(ReadRequest request) {
        Set<ThreadKey> threads = request.filter().onlyThreads().orElse(Set.of());
        return threads.size() > MOST_THREADS_BY_INDEX
                ? List.of()
                : threads.stream()
                        .map(thread -> Keys.name(Keys.tag(thread)))
                        .distinct()
                        .toList();
    }

    private ReadResult page(ReadRequest request, Lookup.Answers answers) {
        SortedMap<Integer, PartitionState> states = states(answers);
        HeaderReader headers = new HeaderReader();
        List<FetchedSource> sources = new ArrayList<>();
        for (Map.Entry<Integer, Position> wanted : request.cursor().partitions().entrySet()) {
            PartitionState state = states.get(wanted.getKey());
            Reply.Answer answer = answers.answers().get(wanted.getKey());
            if (state != null && answer != null) {
                Optional<ReadResult> objection =
                        state.bounds(state.end()).objection(wanted.getKey(), wanted.getValue());
                if (objection.isPresent()) {
                    return objection.get();
                }
                boolean complete = answer.number(PartitionState.LENGTH) == 1;
                sources.add(new FetchedSource(
                        state,
                        wanted.getValue(),
                        request.filter(),
                        records(wanted.getKey(), answer, headers),
                        complete));
            }
        }
        return PageFiller.fill(request, sources, bounds(answers, states));
    }

    private SortedMap<Integer, PartitionState> states(Lookup.Answers answers) {
        SortedMap<Integer, PartitionState> states = new TreeMap<>();
        answers.answers().forEach((partition, answer) -> {
            PartitionState state = PartitionState.of(partition, answer).seenAs(known.seen(answers.epoch(), partition));
            known.sawNext(answers.epoch(), partition, state.next());
            states.put(partition, state);
        });
        return states;
    }

    private SortedMap<Integer, PartitionBounds> bounds(
            Lookup.Answers answers, SortedMap<Integer, PartitionState> states) {
        SortedMap<Integer, PartitionBounds> bounds = new TreeMap<>();
        states.forEach(
                (partition, state) -> bounds.put(partition, state.bounds(known.end(answers.epoch(), partition))));
        return bounds;
    }

    private static List<StoredRecord> records(int partition, Reply.Answer answer, HeaderReader headers) {
        List<?> fields = (List<?>) answer.values().get(PartitionState.LENGTH + 1);
        List<StoredRecord> records = new ArrayList<>(fields.size() / FIELDS_OF_ENTRY);
        for (int at = 0; at < fields.size(); at += FIELDS_OF_ENTRY) {
            records.add(headers.read(partition, offset((byte[]) fields.get(at)), (byte[]) fields.get(at + 1), (byte[])
                    fields.get(at + 2)));
        }
        return records;
    }

    private static long offset(byte[] id) {
        return Long.parseLong(new String(id, 0, id.length - OFFSET_OF_ID_SUFFIX, StandardCharsets.US_ASCII));
    }

    private static Unavailable unavailable(Lookup.Found found) {
        return new Unavailable(
                found instanceof Lookup.Nothing nothing ? nothing.reason() : "the store's epoch is changing");
    }
}
