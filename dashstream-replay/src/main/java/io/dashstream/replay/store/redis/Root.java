package io.dashstream.replay.store.redis;

import io.dashstream.replay.epoch.Epoch;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the store is at, as the root key says it.
 *
 * @param epoch the current epoch
 * @param partitions its partitions
 */
record Root(Epoch epoch, SortedSet<Integer> partitions) {

    /** Of how the keys are laid out; a store that finds another number leaves it alone. */
    static final String FORMAT = "1";

    static boolean isForeign(Reply.Answer answer) {
        return !answer.text(0).isEmpty() && !answer.text(0).equals(FORMAT);
    }

    static boolean isMissing(Reply.Answer answer) {
        return answer.text(1).isEmpty();
    }

    static Root of(Reply.Answer answer) {
        SortedSet<Integer> partitions = new TreeSet<>();
        for (String number : answer.text(2).split(" ", -1)) {
            if (!number.isEmpty()) {
                partitions.add(Integer.parseInt(number));
            }
        }
        return new Root(new Epoch(answer.text(1)), partitions);
    }

    /** Epochs that were replaced a short while ago: who still asks for one has not heard yet. */
    static Set<String> retired(Reply.Answer answer) {
        return Set.of(answer.text(3).split(" ", -1));
    }

    static String text(Set<Integer> partitions) {
        return new TreeSet<>(partitions).stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
