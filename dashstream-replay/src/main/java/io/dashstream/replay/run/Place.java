package io.dashstream.replay.run;

/** Where a message is in the log. */
record Place(int partition, long offset) {}
