package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dashstream.producer.memory.HeapSize;

/** What one capture gave: a tree, or the reason why there is none. A capture never throws. */
public sealed interface CaptureResult {

    /**
     * The tree, or one that says why there is none.
     *
     * @return a tree in any case
     */
    Captured orSubstitute();

    /**
     * The state as a JSON tree.
     *
     * @param tree immutable by contract; subtrees that did not change are the same objects as in the session's last
     *     capture, and the whole tree is when nothing changed
     * @param approximateBytes length of the tree's compact JSON, never more than the real one: exact but for fractions,
     *     which are charged with their shortest possible length
     * @param newHeapBytes about what the nodes weigh in memory that this capture made; those of the last capture that stay
     *     don't count
     * @param fallbacks how many values of the tree stand there as a substitute, because they could not be read, can't be
     *     JSON or must not be consumed
     */
    record Captured(JsonNode tree, long approximateBytes, long newHeapBytes, int fallbacks) implements CaptureResult {
        @Override
        public Captured orSubstitute() {
            return this;
        }
    }

    /**
     * There is no tree, so what the state is now is unknown.
     *
     * @param reason why, from a closed set
     * @param detail for people; names types and sizes, never values
     */
    record Unavailable(Reason reason, String detail) implements CaptureResult {
        @Override
        public Captured orSubstitute() {
            String text = "not captured: " + reason + ", " + detail;
            JsonNode tree = JsonNodeFactory.instance.objectNode().put("@text", text);
            return new Captured(tree, text.length(), HeapSize.ofObjectNode(1) + HeapSize.ofText(text), 1);
        }
    }

    /** Why a state could not be captured. */
    enum Reason {
        /** Its JSON would be longer than the limit; the encoder stopped there. */
        TOO_LARGE,
        /** It was changed by another thread while it was read, twice in a row. */
        CHANGED_WHILE_READ,
        /** Anything else, such as memory running out. */
        FAILED
    }
}
