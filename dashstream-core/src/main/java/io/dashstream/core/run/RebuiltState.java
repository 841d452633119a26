package io.dashstream.core.run;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The state of a run as it was after one of its messages.
 *
 * @param sequence the message that made it so, an unsigned number
 * @param value the whole state; nobody may change it, later states share parts with it
 * @param verification whether its hash was compared
 */
public record RebuiltState(long sequence, JsonNode value, Verification verification) {}
