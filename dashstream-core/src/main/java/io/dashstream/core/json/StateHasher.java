package io.dashstream.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 over the canonical JSON of a state. The hash is a pure function of the value: the order of members, the kind
 * of number node and what was hashed before make no difference.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class StateHasher {

    private final MessageDigest sha256 = newSha256();

    private StateHasher() {}

    /**
     * A hasher with the default memory for canonical bytes of unchanged parts.
     *
     * @return a new hasher
     */
    public static StateHasher ofDefaults() {
        return new StateHasher();
    }

    /**
     * Hashes a state.
     *
     * @param state any JSON value
     * @return 32 bytes
     * @throws JsonException if the tree is not a JSON value
     */
    public byte[] hash(JsonNode state) {
        return sha256.digest(CanonicalJson.encode(state));
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
