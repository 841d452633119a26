package io.dashstream.replay.epoch;

import io.dashstream.replay.ReplayException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * The name of one incarnation of a log: a short hash of (cluster id, topic, topic id), a dot, and the generation of
 * manual resets.
 *
 * <p>An epoch is computed, never negotiated and never derived from time or offsets, so that every server that sees the
 * same topic id prints the same epoch, whatever its broker list, group or uptime. Kafka gives every created topic an id
 * of its own (KIP-516), so a topic that was deleted and created again has another epoch even if name and offsets are
 * equal. Immutable.
 *
 * @param value the text, for instance {@code Zk81bbQ0xA3v9d_e.0}
 */
public record Epoch(String value) {

    private static final int HASH_BYTES = 12;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{16}\\.(?:0|[1-9][0-9]{0,17})");

    /**
     * Takes the text of an epoch.
     *
     * @param value the text
     * @throws ReplayException if the text is not an epoch
     */
    public Epoch {
        if (!FORM.matcher(value).matches()) {
            throw new ReplayException("epoch \"" + value.substring(0, Math.min(40, value.length()))
                    + "\" is not 16 base64url characters, a dot and a decimal generation");
        }
    }

    /**
     * Computes the epoch of a topic.
     *
     * @param clusterId the Kafka cluster's id
     * @param topic the topic's name
     * @param topicId the topic's id, as Kafka prints it
     * @param resetGeneration how often an operator has reset the history by hand, 0 or more
     * @return the epoch
     * @throws ReplayException if the generation is negative
     */
    public static Epoch of(String clusterId, String topic, String topicId, long resetGeneration) {
        if (resetGeneration < 0) {
            throw new ReplayException("resetGeneration " + resetGeneration + " is negative");
        }
        // Neither a topic name nor a base64url id can hold the separator, so equal text means equal parts.
        byte[] hash = sha256().digest((clusterId + "|" + topic + "|" + topicId).getBytes(StandardCharsets.UTF_8));
        String log = Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, HASH_BYTES));
        return new Epoch(log + "." + resetGeneration);
    }

    /**
     * The part that names the log, without the reset generation.
     *
     * @return 16 base64url characters
     */
    public String log() {
        return value.substring(0, value.indexOf('.'));
    }

    /**
     * How often an operator has reset the history of this log by hand.
     *
     * @return 0 or more
     */
    public long resetGeneration() {
        return Long.parseLong(value.substring(value.indexOf('.') + 1));
    }

    /**
     * Whether the other epoch is of the same topic and only the generation of manual resets differs or is equal.
     *
     * @param other another epoch
     * @return whether the logs are the same
     */
    public boolean isSameLogAs(Epoch other) {
        return log().equals(other.log());
    }

    @Override
    public String toString() {
        return value;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java runtime has SHA-256", e);
        }
    }
}
