package io.dashstream.replay.reader;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.StoredRecord;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What is said of a record that can't be read.
 *
 * @param key names the record: the same record has the same key, whoever writes the letter
 * @param json what is said
 */
record DeadLetter(String key, String json) {

    static DeadLetter of(String topic, StoredRecord record, DeadLetterSettings settings) {
        byte[] value = record.copyOfValue();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("topic", topic);
        json.put("partition", record.partition());
        json.put("offset", Long.toString(record.offset()));
        json.put("timestampMs", Long.toString(record.timestampMillis()));
        json.put("reason", record.label().readability().name().toLowerCase(Locale.ROOT));
        if (record.label().readability() != Readability.NO_VALUE) {
            json.put("valueBytes", value.length);
            json.put("sha256", HexFormat.of().formatHex(sha256(value)));
            json.put("headHex", HexFormat.of().formatHex(value, 0, Math.min(value.length, settings.headBytes())));
            if (value.length <= settings.payloadBytes()) {
                json.put("payloadBase64", Base64.getEncoder().encodeToString(value));
            }
        }
        return new DeadLetter(topic + "/" + record.partition() + "/" + record.offset(), json.toString());
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
