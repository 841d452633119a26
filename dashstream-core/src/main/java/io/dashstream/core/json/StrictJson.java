package io.dashstream.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/**
 * Reads and writes JSON (RFC 8259) without guessing: what another reader might take differently is refused.
 *
 * <table>
 *   <caption>Verdicts</caption>
 *   <tr><th>input</th><th>verdict</th></tr>
 *   <tr><td>nothing, or only white space</td><td>refused</td></tr>
 *   <tr><td>anything but white space behind the value</td><td>refused</td></tr>
 *   <tr><td>bytes that are not UTF-8 (RFC 3629), a byte order mark</td><td>refused</td></tr>
 *   <tr><td>an object that names a member twice</td><td>refused</td></tr>
 *   <tr><td>{@code NaN}, {@code Infinity}, {@code +1}, {@code 01}, {@code .5}, {@code 1.}, comments, single quotes,
 *       trailing commas, raw control characters</td><td>refused</td></tr>
 *   <tr><td>a number that is infinite as a double (1e400), also an integer; more than 1000 digits</td><td>refused</td></tr>
 *   <tr><td>a number too small for a double (1e-400)</td><td>0</td></tr>
 *   <tr><td>an integer in the range of a double</td><td>kept with all its digits</td></tr>
 *   <tr><td>an escaped lone surrogate</td><td>kept as it is, and written as an escape again</td></tr>
 *   <tr><td>more than {@value #MAX_DEPTH} nested containers</td><td>refused</td></tr>
 * </table>
 *
 * <p>Error texts have a reason, a position and at most a short piece of the input.
 */
public final class StrictJson {

    /** How deep containers may be nested: a scalar has depth 0, an array of scalars 1. */
    public static final int MAX_DEPTH = 120;

    private static final int INITIAL_BYTES = 256;

    private StrictJson() {}

    /**
     * Reads the one JSON value that the bytes hold.
     *
     * @param utf8 JSON text in UTF-8
     * @return the value
     * @throws JsonException if the bytes are not strict JSON
     */
    public static JsonNode parse(byte[] utf8) {
        return parse(utf8, 0, utf8.length);
    }

    /**
     * Reads the one JSON value that a range of bytes holds.
     *
     * @param utf8 an array with JSON text in UTF-8
     * @param offset where the text begins
     * @param length how many bytes it has
     * @return the value
     * @throws JsonException if the bytes are not strict JSON
     */
    public static JsonNode parse(byte[] utf8, int offset, int length) {
        return JsonTreeReader.read(utf8, offset, length);
    }

    /**
     * Reads the one JSON value that a text holds.
     *
     * @param text JSON text
     * @return the value
     * @throws JsonException if the text is not strict JSON
     */
    public static JsonNode parse(String text) {
        return parse(Utf8.encode(text));
    }

    /**
     * Writes a value as compact JSON: no white space, members in their order.
     *
     * @param value any JSON value
     * @return JSON text in UTF-8
     * @throws JsonException if the tree is not a JSON value
     */
    public static byte[] write(JsonNode value) {
        return write(value, Long.MAX_VALUE - ByteSink.MAX_ROOM);
    }

    /**
     * Writes a value as compact JSON unless that takes more than a limit. Writing stops at the limit, so refusing a value
     * costs no more than writing one that just fits.
     *
     * @param value any JSON value
     * @param limit the largest number of bytes to write
     * @return JSON text in UTF-8
     * @throws JsonException with {@link JsonException.Reason#TOO_LARGE} if it does not fit, or if the tree is not a JSON
     *     value
     */
    public static byte[] write(JsonNode value, long limit) {
        GrowingSink sink = new GrowingSink(INITIAL_BYTES, limit);
        new JsonWriter(sink, Spelling.COMPACT).write(value);
        return sink.toBytes();
    }

    /**
     * Writes a value as compact JSON text.
     *
     * @param value any JSON value
     * @return JSON text
     * @throws JsonException if the tree is not a JSON value
     */
    public static String writeText(JsonNode value) {
        return new String(write(value), StandardCharsets.UTF_8);
    }

    /**
     * The exception for a tree that is nested deeper than {@link #MAX_DEPTH}.
     *
     * @return a new exception
     */
    public static JsonException tooDeep() {
        return JsonLimits.tooDeep();
    }
}
