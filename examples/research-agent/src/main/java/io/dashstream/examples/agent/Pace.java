package io.dashstream.examples.agent;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** How long things take that would take time in a real agent: the next word of a model, the wait before a retry. */
@FunctionalInterface
public interface Pace {

    /**
     * Lets time pass.
     *
     * @param moments how long; a word of the model takes one
     */
    void pause(int moments);

    /**
     * Takes real time.
     *
     * @param moment how long one moment is
     * @return a pace
     */
    static Pace of(Duration moment) {
        return moments -> LockSupport.parkNanos(moments * moment.toNanos());
    }

    /**
     * Takes no time.
     *
     * @return a pace for tests
     */
    static Pace none() {
        return moments -> {};
    }
}
