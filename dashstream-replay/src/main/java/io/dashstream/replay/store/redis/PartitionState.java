package io.dashstream.replay.store.redis;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.Coverage;
import io.dashstream.replay.store.Gap;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.Lineage;
import io.dashstream.replay.store.PartitionBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a script said of a partition: the first {@value #LENGTH} values of every reply but MISSING and EPOCH.
 *
 * @param whole whether the stream still holds what it should
 */
record PartitionState(
        int partition,
        boolean whole,
        long floor,
        long next,
        long end,
        Lineage lineage,
        List<Gap> lost,
        long records,
        long bytes) {

    /** How many values of a reply this takes; what the script adds begins there. */
    static final int LENGTH = 9;

    static boolean isMissing(Reply.Answer answer) {
        return answer.text(0).equals("MISSING");
    }

    static boolean isOfAnotherEpoch(Reply.Answer answer) {
        return answer.text(0).equals("EPOCH");
    }

    static Epoch epoch(Reply.Answer answer) {
        return new Epoch(answer.text(1));
    }

    static PartitionState of(int partition, Reply.Answer answer) {
        return new PartitionState(
                partition,
                !answer.text(0).equals("TRIMMED"),
                Long.parseLong(answer.text(3)),
                Long.parseLong(answer.text(2)),
                Long.parseLong(answer.text(4)),
                Lineage.parse(answer.text(5)),
                gaps(partition, answer.text(6)),
                answer.number(7),
                answer.number(8));
    }

    /** What is answered for: nothing below next if the stream is not what it should be. */
    Coverage coverage() {
        List<Gap> ranges =
                whole || floor == next ? lost : List.of(new Gap(partition, floor, next, GapReason.BUFFER_TRIM));
        return new Coverage(partition, floor, next, ranges);
    }

    /** The same with what this server saw of the leader epochs at the end of the log. */
    PartitionState seenAs(Lineage own) {
        return new PartitionState(partition, whole, floor, next, end, lineage.seenAs(own, floor), lost, records, bytes);
    }

    PartitionBounds bounds(long knownEnd) {
        return new PartitionBounds(floor, next, Math.max(Math.max(end, next), knownEnd), lineage);
    }

    private static List<Gap> gaps(int partition, String text) {
        List<Gap> gaps = new ArrayList<>();
        for (String range : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
            String[] parts = range.split(":", -1);
            gaps.add(new Gap(
                    partition,
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    GapReason.valueOf(parts[2].toUpperCase(Locale.ROOT))));
        }
        return gaps;
    }
}
