package io.dashstream.replay.run;

/** A message from which a run's state can be rebuilt, and where it is. */
record Base(long sequence, Place place) {}
