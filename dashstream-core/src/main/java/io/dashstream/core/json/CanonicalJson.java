package io.dashstream.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/**
 * The canonical spelling of a JSON value by RFC 8785 (JSON Canonicalization Scheme): no white space, members sorted by
 * the UTF-16 code units of their names, strings escaped as {@code JSON.stringify} does, numbers as ECMAScript prints
 * them.
 *
 * <p>Two verdicts go beyond the RFC, which leaves both to the application:
 *
 * <ul>
 *   <li>An integer outside &plusmn;(2<sup>53</sup>-1) keeps all its digits, so that a state with such an integer can be
 *       verified here. Programs that read numbers as doubles can't; see {@link StateHasher#verifiableInBrowser}.
 *   <li>A lone surrogate is written as its lower-case escape, {@code \ud83d}, as {@code JSON.stringify} does. Our producer
 *       never sends one.
 * </ul>
 *
 * <p>Every number must be finite as a double, integers included; otherwise, and for trees with nodes that are no JSON
 * values or nested deeper than {@link StrictJson#MAX_DEPTH}, a {@link JsonException} is thrown.
 */
public final class CanonicalJson {

    private static final int INITIAL_BYTES = 1024;

    private CanonicalJson() {}

    /**
     * The canonical spelling as UTF-8 bytes.
     *
     * @param value any JSON value
     * @return its canonical bytes
     * @throws JsonException if the tree is not a JSON value
     */
    public static byte[] encode(JsonNode value) {
        GrowingSink sink = new GrowingSink(INITIAL_BYTES, Long.MAX_VALUE - ByteSink.MAX_ROOM);
        new JsonWriter(sink, Spelling.CANONICAL).write(value);
        return sink.toBytes();
    }

    /**
     * The canonical spelling as text.
     *
     * @param value any JSON value
     * @return its canonical text
     * @throws JsonException if the tree is not a JSON value
     */
    public static String encodeText(JsonNode value) {
        return new String(encode(value), StandardCharsets.UTF_8);
    }
}
