package io.dashstream.core.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.diff.StatePatch;

/** What a state message turned out to be. */
sealed interface Decoded {

    /** A whole state, readable and, where it came with a hash or checksum, right. */
    record Base(JsonNode state, Verification verification, long bytes) implements Decoded {}

    /** A patch that fits, and the state that it leads to. */
    record Patched(StatePatch patch, JsonNode state, Verification verification, long bytes) implements Decoded {}

    /** A message from which no state can be had. */
    record Refused(Corruption.Reason reason, String error) implements Decoded {}
}
