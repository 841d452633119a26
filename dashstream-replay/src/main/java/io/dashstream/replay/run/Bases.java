package io.dashstream.replay.run;

import java.util.ArrayList;
import java.util.List;

/**
 * Where rebuilding a run's state can begin. Of a long run only some are kept, evenly spread: when they become too many,
 * every second one goes, so the way from a base to any state stays a fixed part of the run.
 */
final class Bases {

    private static final int LARGEST = 128;

    private List<Base> bases = List.of();

    void add(Base base) {
        List<Base> more = new ArrayList<>(bases.size() + 1);
        for (int i = 0; i < bases.size(); i++) {
            if (bases.size() < LARGEST || i % 2 == 0) {
                more.add(bases.get(i));
            }
        }
        more.add(base);
        bases = List.copyOf(more);
    }

    /** Those that are kept, in the order of the run; not modifiable. */
    List<Base> all() {
        return bases;
    }
}
