package io.dashstream.producer.memory;

/**
 * What objects weigh on the heap of a 64-bit JVM with compressed references and alignment to eight bytes. The benchmark {@code
 * QueueMemory} holds the sums against a real heap.
 */
public final class HeapSize {

    /** A boxed number, or a JSON node with one in it. */
    public static final long NUMBER = 24;

    private static final long STRING = 24;
    private static final long ARRAY_HEADER = 16;
    private static final long REFERENCE = 4;
    private static final long TEXT_NODE = 16;
    private static final long OBJECT_NODE_AND_MAP = 24 + 56;
    private static final long MAP_ENTRY = 40;
    private static final long ARRAY_NODE_AND_LIST = 24 + 24;
    private static final int ONE_BYTE = 0xFF;

    /** Names up to here are taken for constants of the application, which all messages share. */
    private static final int SHORT_NAME = 32;

    private HeapSize() {}

    /**
     * A text.
     *
     * @param text the text
     * @return a number of bytes
     */
    public static long ofText(String text) {
        return ofText(text.length(), isWide(text));
    }

    /**
     * The name of a node, a tool, a model, a member. As a rule one text serves all messages and weighs nothing in each of them;
     * a long one may be made anew for each.
     *
     * @param name the name
     * @return a number of bytes, 0 for a short name
     */
    public static long ofName(String name) {
        return name.length() <= SHORT_NAME ? 0 : ofText(name);
    }

    /**
     * A text's JSON node with the text, which may live for the node only.
     *
     * @param text the text
     * @param jsonBytes its length as JSON in UTF-8
     * @return a number of bytes
     */
    public static long ofTextNode(String text, long jsonBytes) {
        // As many bytes as characters and quotes: ASCII.
        boolean wide = jsonBytes > text.length() + 2L && isWide(text);
        return TEXT_NODE + ofText(text.length(), wide);
    }

    private static long ofText(int length, boolean wide) {
        return STRING + aligned(ARRAY_HEADER + (wide ? 2L : 1L) * length);
    }

    /** JDK strings take one byte a character if all are Latin-1, else two (JEP 254). */
    private static boolean isWide(String text) {
        for (int index = 0; index < text.length(); index++) {
            if (text.charAt(index) > ONE_BYTE) {
                return true;
            }
        }
        return false;
    }

    /**
     * A JSON object without its names and values.
     *
     * @param members how many
     * @return a number of bytes
     */
    public static long ofObjectNode(int members) {
        long buckets = members == 0 ? 0 : ARRAY_HEADER + REFERENCE * Integer.highestOneBit(2 * members);
        return OBJECT_NODE_AND_MAP + buckets + MAP_ENTRY * members;
    }

    /**
     * A JSON array without its elements.
     *
     * @param elements how many
     * @return a number of bytes
     */
    public static long ofArrayNode(int elements) {
        return ARRAY_NODE_AND_LIST + ofReferences(elements);
    }

    /**
     * A Java array of references, without what they refer to.
     *
     * @param length how many
     * @return a number of bytes
     */
    public static long ofReferences(int length) {
        return aligned(ARRAY_HEADER + REFERENCE * length);
    }

    private static long aligned(long bytes) {
        return (bytes + 7) & ~7L;
    }
}
