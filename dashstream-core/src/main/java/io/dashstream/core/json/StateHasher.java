package io.dashstream.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 over the canonical JSON of a state. The hash is a pure function of the value: the order of members, the kind
 * of number node and what was hashed before make no difference.
 *
 * <p>Bytes go to the digest through one fixed buffer. A hasher remembers the canonical bytes of the objects and arrays
 * that it has seen, by identity, so that a state that shares most nodes with the one before costs little more than the
 * SHA-256 itself. This relies on the contract that nobody changes a node.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class StateHasher {

    /** What {@link #ofDefaults()} remembers: parts of states of about 6 MB of JSON. */
    public static final long DEFAULT_MEMORY_BYTES = 32L << 20;

    private final SpelledParts parts;
    private final DigestSink sink = new DigestSink(newSha256());
    private final JsonWriter writer;

    private StateHasher(long memoryBytes) {
        this.parts = new SpelledParts(memoryBytes);
        this.writer = memoryBytes > 0 ? new RememberingWriter(sink, parts) : new JsonWriter(sink, Spelling.CANONICAL);
    }

    /**
     * A hasher that remembers up to {@link #DEFAULT_MEMORY_BYTES}.
     *
     * @return a new hasher
     */
    public static StateHasher ofDefaults() {
        return withMemory(DEFAULT_MEMORY_BYTES);
    }

    /**
     * A hasher that remembers nothing: right for a single hash.
     *
     * @return a new hasher
     */
    public static StateHasher withoutMemory() {
        return new StateHasher(0);
    }

    /**
     * A hasher with its own bound of memory.
     *
     * @param bytes how much memory remembered parts may take, the nodes that they keep alive included
     * @return a new hasher
     */
    public static StateHasher withMemory(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("memory must be positive, but is " + bytes + " bytes");
        }
        return new StateHasher(bytes);
    }

    /**
     * Hashes a state.
     *
     * @param state any JSON value
     * @return 32 bytes
     * @throws JsonException if the tree is not a JSON value
     */
    public byte[] hash(JsonNode state) {
        parts.nextRound();
        try {
            writer.write(state);
        } catch (JsonException e) {
            sink.abandon();
            throw e;
        }
        return sink.finish();
    }

    /** Forgets all parts, for instance because the states that they belong to are gone. */
    public void forget() {
        parts.clear();
    }

    /**
     * What is remembered at this moment.
     *
     * @return an estimate in bytes, the nodes that it keeps alive included; at most the bound
     */
    public long rememberedBytes() {
        return parts.cost();
    }

    /**
     * Whether a program that reads every number as a double computes the same hash: true unless the state has an integer
     * outside &plusmn;(2<sup>53</sup>-1).
     *
     * @param state any JSON value
     * @return whether a browser can verify the state
     */
    public static boolean verifiableInBrowser(JsonNode state) {
        if (state.isIntegralNumber()) {
            return state.canConvertToLong() && Numbers.isSafe(state.longValue());
        }
        for (JsonNode child : state) {
            if (!verifiableInBrowser(child)) {
                return false;
            }
        }
        return true;
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
