package io.dashstream.core.json;

import com.fasterxml.jackson.databind.JsonNode;

/** Writes canonical JSON into a digest and takes the bytes of containers that it has written before from memory. */
final class RememberingWriter extends JsonWriter {

    /** A container with fewer bytes of its own is quicker to write again than to look up. */
    private static final int LEAST_OWN_BYTES = 96;

    /** A container is remembered only if at least this part of it is not remembered already. */
    private static final int LEAST_OWN_SHARE = 4;

    private final DigestSink out;
    private final SpelledParts parts;

    /** How many of the bytes written since the innermost open container began are remembered. */
    private long remembered;

    /** The deepest level since the innermost open container began. */
    private int deepest;

    RememberingWriter(DigestSink out, SpelledParts parts) {
        super(out, Spelling.CANONICAL);
        this.out = out;
        this.parts = parts;
    }

    @Override
    void container(JsonNode node, int depth) {
        SpelledParts.Part part = parts.find(node);
        if (part != null) {
            requireDepth(depth + part.height);
            bytes(part.bytes);
            remembered += part.bytes.length;
            deepest = Math.max(deepest, depth + part.height);
            return;
        }
        long start = out.written();
        long rememberedBefore = remembered;
        int deepestBefore = deepest;
        remembered = 0;
        deepest = depth;

        super.container(node, depth);

        long length = out.written() - start;
        long own = length - remembered;
        if (own >= LEAST_OWN_BYTES && length <= DigestSink.TAIL && length <= LEAST_OWN_SHARE * own) {
            parts.add(node, out.since(start), deepest - depth);
            remembered = length;
        }
        remembered += rememberedBefore;
        deepest = Math.max(deepest, deepestBefore);
    }
}
