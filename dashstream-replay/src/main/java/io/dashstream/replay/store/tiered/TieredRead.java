package io.dashstream.replay.store.tiered;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.LogTruncated;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PageFiller;
import io.dashstream.replay.store.PartitionBounds;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.StoreBounds;
import io.dashstream.replay.store.Unavailable;
import io.dashstream.replay.store.Unverifiable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One page over all tiers. Each partition is read from the first tier that covers its cursor; where that tier ends because
 * the one before it begins, the page goes on there. A range is a gap only if every tier that may have it says so; a range
 * that only a tier without an answer has is waited for. What the tiers gave is then shared out over all partitions, so the
 * bounds of the page are global.
 */
final class TieredRead {

    /** A partition goes from tier to tier, and on from one that fails or says gap; this many steps are enough for all. */
    private static final int ROUNDS = 6;

    private final ReadRequest request;
    private final ReplayStore hot;
    private final List<LowerTier> lower;
    private final Epoch epoch;
    private final SortedMap<Integer, PartitionBounds> hotBounds;
    private final SortedMap<Integer, Part> parts = new TreeMap<>();
    private Optional<ReadResult> verdict = Optional.empty();

    /** Where a partition's read has come to. */
    private static final class Part {

        private final PageShare share;
        private final Set<LowerTier> tried = new HashSet<>();
        private boolean hotTried;
        private Optional<Gap> gap = Optional.empty();
        private Optional<String> stuck = Optional.empty();
        private boolean done;

        Part(int partition, Position asked) {
            this.share = new PageShare(partition, asked);
        }

        void startAgain() {
            tried.clear();
            hotTried = false;
            gap = Optional.empty();
            stuck = Optional.empty();
        }

        void hears(Gap said) {
            // All who may have the range say that it is gone; as far as the shortest of them, that is certain.
            if (gap.isEmpty() || said.to() < gap.get().to()) {
                gap = Optional.of(said);
            }
        }
    }

    TieredRead(ReadRequest request, ReplayStore hot, List<LowerTier> lower, StoreBounds hotBounds) {
        this.request = request;
        this.hot = hot;
        this.lower = lower;
        this.epoch = hotBounds.epoch();
        this.hotBounds = hotBounds.partitions();
        request.cursor().partitions().forEach((partition, position) -> {
            if (this.hotBounds.containsKey(partition)) {
                parts.put(partition, new Part(partition, position));
            }
        });
    }

    CompletableFuture<ReadResult> run() {
        return round(ROUNDS);
    }

    private CompletableFuture<ReadResult> round(int left) {
        List<CompletableFuture<?>> reads = new ArrayList<>();
        if (left > 0) {
            groups().forEach((tier, partitions) -> reads.add(read(tier, partitions)));
        }
        if (reads.isEmpty()) {
            return CompletableFuture.completedFuture(verdict.orElseGet(this::page));
        }
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
                .thenCompose(
                        done -> verdict.map(CompletableFuture::completedFuture).orElseGet(() -> round(left - 1)));
    }

    /** Which partitions are to be read from which tier now; memory has the key empty. */
    private Map<Optional<LowerTier>, Set<Integer>> groups() {
        Map<Optional<LowerTier>, Set<Integer>> groups = new HashMap<>();
        parts.forEach((partition, part) -> {
            if (!part.done) {
                if (isHot(part, partition)) {
                    group(groups, Optional.empty(), partition);
                } else {
                    lowerFor(part, partition)
                            .ifPresentOrElse(
                                    tier -> group(groups, Optional.of(tier), partition),
                                    () -> conclude(part, partition));
                }
            }
        });
        return groups;
    }

    private static void group(Map<Optional<LowerTier>, Set<Integer>> groups, Optional<LowerTier> tier, int partition) {
        groups.computeIfAbsent(tier, key -> new HashSet<>()).add(partition);
    }

    private boolean isHot(Part part, int partition) {
        return !part.hotTried && part.share.end().next() >= hotFloor(partition);
    }

    private Optional<LowerTier> lowerFor(Part part, int partition) {
        long at = part.share.end().next();
        for (LowerTier tier : lower) {
            if (!part.tried.contains(tier) && tier.covers(epoch, partition, at)) {
                if (tier.isAnswering()) {
                    return Optional.of(tier);
                }
                part.stuck = Optional.of("[" + at + ", ...) of partition " + partition + " is only in " + tier.name()
                        + ", which does not answer");
            }
        }
        return Optional.empty();
    }

    /** No tier has what is at the position: it is gone, or it is only where there is no answer. */
    private void conclude(Part part, int partition) {
        part.done = true;
        if (part.stuck.isPresent() || part.share.hasMoved()) {
            return;
        }
        long at = part.share.end().next();
        long begin = nextFloor(partition, at);
        Optional<Gap> said = part.gap.filter(gap -> gap.to() <= begin);
        if (said.isPresent()) {
            part.share.add(said.get());
        } else if (begin > at && begin != Long.MAX_VALUE) {
            part.share.add(
                    new Gap(partition, at, begin, part.gap.map(Gap::reason).orElse(GapReason.RETENTION)));
        }
    }

    /** The lowest offset above one from which on some tier answers. */
    private long nextFloor(int partition, long at) {
        long least = hotFloor(partition) > at ? hotFloor(partition) : Long.MAX_VALUE;
        for (LowerTier tier : lower) {
            OptionalLong floor = tier.floor(epoch, partition);
            if (floor.isPresent() && floor.getAsLong() > at) {
                least = Math.min(least, floor.getAsLong());
            }
        }
        return least;
    }

    private CompletableFuture<?> read(Optional<LowerTier> tier, Set<Integer> partitions) {
        Map<Integer, Position> positions = new HashMap<>();
        partitions.forEach(
                partition -> positions.put(partition, part(partition).share.end()));
        ReadRequest asked =
                new ReadRequest(Cursor.of(epoch, positions), request.limits(), request.filter(), request.turn());
        CompletableFuture<ReadResult> answer = tier.map(below -> below.read(asked))
                .orElseGet(() -> hot.read(asked).toCompletableFuture());
        return answer.exceptionally(failure -> new Unavailable(failure.toString()))
                .thenAccept(result -> {
                    synchronized (this) {
                        take(tier, partitions, result);
                    }
                });
    }

    private void take(Optional<LowerTier> tier, Set<Integer> partitions, ReadResult result) {
        if (result instanceof Page page) {
            tier.ifPresent(below -> below.learn(page));
            partitions.forEach(partition -> take(tier, partition, page));
        } else if (tier.isEmpty() || (isObjection(result) && isLast(tier.get()))) {
            verdict = Optional.of(result);
        } else {
            String reason = tier.get().name() + ": "
                    + (result instanceof Unavailable unavailable ? unavailable.reason() : result.toString());
            partitions.forEach(partition -> {
                part(partition).tried.add(tier.get());
                part(partition).stuck = Optional.of(reason);
            });
        }
    }

    private static boolean isObjection(ReadResult result) {
        return result instanceof LogTruncated || result instanceof Unverifiable;
    }

    /** The last tier's books are kept with memory's; one in between may not know yet that the log was cut. */
    private boolean isLast(LowerTier tier) {
        return lower.get(lower.size() - 1) == tier;
    }

    private void take(Optional<LowerTier> tier, int partition, Page page) {
        Part part = part(partition);
        long at = part.share.end().next();
        Optional<Gap> gap = page.gaps().stream()
                .filter(range -> range.partition() == partition && range.from() == at)
                .findFirst();
        if (gap.isPresent()) {
            part.hears(gap.get());
            tried(part, tier);
            return;
        }
        long limit = limit(part, tier, partition);
        part.share.add(page, limit);
        long now = part.share.end().next();
        if (now > at) {
            part.startAgain();
        }
        // It goes on only where the tier has ended: what a full page left out is for the next page.
        part.done = part.share.size() >= request.limits().maxRecords()
                || tier.isEmpty()
                || (now < limit && now > at && tier.get().covers(epoch, partition, now));
        if (now == at && tier.isPresent()) {
            // It has something there and gave nothing of it: the page was full, or this part of the tier failed.
            part.tried.add(tier.get());
            part.stuck = Optional.of(tier.get().name() + " gave nothing of partition " + partition + " at " + at);
        }
    }

    /** Up to where a tier is used: the one before it has the rest. */
    private long limit(Part part, Optional<LowerTier> tier, int partition) {
        if (tier.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long floor = hotFloor(partition);
        return part.share.end().next() < floor ? floor : part.gap.map(Gap::to).orElse(Long.MAX_VALUE);
    }

    private static void tried(Part part, Optional<LowerTier> tier) {
        tier.ifPresentOrElse(part.tried::add, () -> part.hotTried = true);
    }

    private ReadResult page() {
        List<PageShare> shares = parts.values().stream().map(part -> part.share).toList();
        Optional<String> stuck =
                parts.values().stream().flatMap(part -> part.stuck.stream()).findFirst();
        if (stuck.isPresent() && shares.stream().noneMatch(PageShare::hasMoved)) {
            return new Unavailable(stuck.get());
        }
        Map<Integer, Boolean> mayFollow = new HashMap<>();
        shares.forEach(share -> mayFollow.put(share.partition(), hasBacklog(share)));
        Page page = PageFiller.fill(request, shares, bounds());
        return new Page(page.records(), page.gaps(), page.next(), page.bounds(), nextTurn(page, mayFollow));
    }

    private boolean hasBacklog(PageShare share) {
        PartitionBounds bounds = hotBounds.get(share.partition());
        return share.hasNext() || (bounds != null && share.end().next() < bounds.next());
    }

    /** As {@link PageFiller} does, but also for partitions whose tier gave nothing as it served others of its own. */
    private int nextTurn(Page page, Map<Integer, Boolean> mayFollow) {
        Set<Integer> served = new HashSet<>();
        page.records().forEach(record -> served.add(record.partition()));
        List<Integer> inTurn = mayFollow.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .sorted(Comparator.<Integer, Boolean>comparing(partition -> partition < request.turn())
                        .thenComparing(partition -> partition))
                .toList();
        return inTurn.stream()
                .filter(partition -> !served.contains(partition))
                .findFirst()
                .or(() -> inTurn.stream().skip(1).findFirst())
                .orElse(request.turn());
    }

    private SortedMap<Integer, PartitionBounds> bounds() {
        return LowerTier.extendAll(lower, epoch, hotBounds);
    }

    private long hotFloor(int partition) {
        @Nullable PartitionBounds bounds = hotBounds.get(partition);
        if (bounds == null) {
            throw new IllegalStateException("partition " + partition + " is not in memory");
        }
        return bounds.floor();
    }

    private Part part(int partition) {
        @Nullable Part part = parts.get(partition);
        if (part == null) {
            throw new IllegalStateException("partition " + partition + " is not being read");
        }
        return part;
    }
}
