package io.dashstream.replay.reader;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.settings.Environment;
import io.dashstream.replay.settings.NumberSetting;
import java.time.Duration;
import java.util.Optional;

/**
 * Where records go that can't be read, and how. A letter is a small JSON object that says where the record is and what
 * it looks like: its hash, its size, its first bytes. It has no payload unless that is asked for, as a payload may hold
 * secrets. Its key names the record, so that a compacted topic keeps one letter of each, however many servers read it.
 *
 * @param topic the topic; it is not created by us
 * @param onFailure what becomes of the record if its letter can't be written
 * @param headBytes how many of the record's first bytes a letter shows, in hex; from 0 to 256
 * @param payloadBytes records up to this size are in their letters as a whole; 0 for none, 524 288 at most
 * @param maxInFlight how many letters may be on their way, from 1 to 10 000
 * @param timeout how long one letter may take, from 100 ms to 5 min
 */
public record DeadLetterSettings(
        String topic, OnFailure onFailure, int headBytes, int payloadBytes, int maxInFlight, Duration timeout) {

    private static final int HEAD_BYTES = 8;
    private static final int IN_FLIGHT = 100;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** What becomes of a record whose letter can't be written. */
    public enum OnFailure {
        /** Reading goes on, and the failure is counted. */
        GO_ON,
        /** The record's partition waits until its letter is written: letters are fail-closed. */
        WAIT
    }

    /**
     * Takes the settings.
     *
     * @param topic the topic
     * @param onFailure what becomes of the record if its letter can't be written
     * @param headBytes how many of the record's first bytes a letter shows
     * @param payloadBytes records up to this size are in their letters as a whole
     * @param maxInFlight how many letters may be on their way
     * @param timeout how long one letter may take
     * @throws ReplayException if one of them is out of range
     */
    public DeadLetterSettings {
        if (topic.isBlank()) {
            throw new ReplayException("the dead-letter topic must have a name");
        }
        NumberSetting.DEAD_LETTER_HEAD_BYTES.checked(headBytes);
        NumberSetting.DEAD_LETTER_PAYLOAD_BYTES.checked(payloadBytes);
        NumberSetting.DEAD_LETTER_MAX_IN_FLIGHT.checked(maxInFlight);
        NumberSetting.DEAD_LETTER_TIMEOUT_MS.checked(timeout);
    }

    /**
     * Letters that never hold up the reading.
     *
     * @param topic the topic
     * @return settings with the defaults: 8 bytes of head, no payload, 100 in flight, 30 seconds
     */
    public static DeadLetterSettings bestEffort(String topic) {
        return new DeadLetterSettings(topic, OnFailure.GO_ON, HEAD_BYTES, 0, IN_FLIGHT, TIMEOUT);
    }

    /**
     * Letters without which a record is not passed.
     *
     * @param topic the topic
     * @return settings with the defaults: 8 bytes of head, no payload, 100 in flight, 30 seconds
     */
    public static DeadLetterSettings failClosed(String topic) {
        return new DeadLetterSettings(topic, OnFailure.WAIT, HEAD_BYTES, 0, IN_FLIGHT, TIMEOUT);
    }

    /**
     * The same with payloads.
     *
     * @param upToBytes records up to this size are in their letters as a whole
     * @return other settings
     */
    public DeadLetterSettings withPayload(int upToBytes) {
        return new DeadLetterSettings(topic, onFailure, headBytes, upToBytes, maxInFlight, timeout);
    }

    /**
     * The same with other bounds of what is on its way.
     *
     * @param letters how many letters may be on their way
     * @param each how long one letter may take
     * @return other settings
     */
    public DeadLetterSettings withInFlight(int letters, Duration each) {
        return new DeadLetterSettings(topic, onFailure, headBytes, payloadBytes, letters, each);
    }

    /**
     * The settings that an environment describes.
     *
     * @param environment the environment; without {@code DASHSTREAM_DEAD_LETTER_TOPIC} there are no letters
     * @return settings, if there is a topic
     * @throws ReplayException if one is out of range
     */
    static Optional<DeadLetterSettings> of(Environment environment) {
        OnFailure onFailure = environment
                .choice("DASHSTREAM_DEAD_LETTER_ON_FAILURE", OnFailure.class)
                .orElse(OnFailure.GO_ON);
        int head = environment.amount(NumberSetting.DEAD_LETTER_HEAD_BYTES).orElse(HEAD_BYTES);
        int payload =
                environment.amount(NumberSetting.DEAD_LETTER_PAYLOAD_BYTES).orElse(0);
        int inFlight =
                environment.amount(NumberSetting.DEAD_LETTER_MAX_IN_FLIGHT).orElse(IN_FLIGHT);
        Duration timeout =
                environment.millis(NumberSetting.DEAD_LETTER_TIMEOUT_MS).orElse(TIMEOUT);
        return environment
                .text("DASHSTREAM_DEAD_LETTER_TOPIC")
                .map(name -> new DeadLetterSettings(name, onFailure, head, payload, inFlight, timeout));
    }
}
