package io.dashstream.producer;

/** Where the numbers of a thread begin that this process has not seen before. */
public enum SequenceStart {
    /** At 1. Receivers that tell runs apart by their id need nothing else. */
    ONE,
    /**
     * At the present microsecond since the Unix epoch, which never goes back over a restart and stays below 2<sup>53</sup>: for
     * receivers that know a thread by its name alone.
     */
    CLOCK
}
