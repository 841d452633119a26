package io.dashstream.core.wire;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Text and ids from outside, made fit for a log line or an exception message.
 *
 * <p>The result is at most {@value #MAX_CHARS} characters, has no control, formatting or unpaired surrogate characters, and two
 * different inputs give two different results: what is cut is replaced by its length and a hash of the whole. It is for
 * people to read; maps and stores are keyed by the full id.
 */
public final class LogText {

    /** The longest result, in characters. */
    public static final int MAX_CHARS = 512;

    /** Of a long text, this many characters are kept. */
    private static final int KEPT_CHARS = 200;

    private static final int KEPT_BYTES = 32;
    private static final int HASH_BYTES = 8;
    private static final int HASH_CHUNK = 4096;
    private static final char CUT = '\u2026';
    /** A code point escaped is at most this long. */
    private static final int LONGEST_ESCAPE = "\\u{10ffff}".length();

    private LogText() {}

    /**
     * Bounds and escapes text. Text of at most {@value WireLimits#MAX_ID_CHARS} ordinary characters stays as it is. Reads the
     * whole text, but allocates no more than the result.
     *
     * @param untrusted any text, of any length
     * @return something safe to print
     */
    public static String of(String untrusted) {
        boolean cut = untrusted.length() > WireLimits.MAX_ID_CHARS;
        int budget = MAX_CHARS - 64;
        int limit = cut ? KEPT_CHARS : untrusted.length();
        StringBuilder out = new StringBuilder(Math.min(MAX_CHARS, limit + 64));
        int i = 0;
        while (i < limit && out.length() <= budget - LONGEST_ESCAPE) {
            int codePoint = untrusted.codePointAt(i);
            int next = i + Character.charCount(codePoint);
            if (next > limit) {
                break;
            }
            append(out, codePoint);
            i = next;
        }
        if (i < untrusted.length()) {
            out.append(CUT)
                    .append('(')
                    .append(untrusted.length())
                    .append(" chars, sha256 ")
                    .append(hash(untrusted))
                    .append(')');
        }
        return out.toString();
    }

    /**
     * Bytes as hexadecimal digits; of more than {@value #KEPT_BYTES} the first ones, the length and a hash.
     *
     * @param untrusted any bytes, such as a message id from a foreign producer
     * @return something safe to print
     */
    public static String of(ByteString untrusted) {
        if (untrusted.size() <= KEPT_BYTES) {
            return HexFormat.of().formatHex(untrusted.toByteArray());
        }
        MessageDigest digest = sha256();
        for (ByteBuffer part : untrusted.asReadOnlyByteBufferList()) {
            digest.update(part);
        }
        return HexFormat.of().formatHex(untrusted.substring(0, KEPT_BYTES).toByteArray()) + CUT + '(' + untrusted.size()
                + " bytes, sha256 " + firstBytes(digest) + ')';
    }

    private static void append(StringBuilder out, int codePoint) {
        if (isPlain(codePoint)) {
            out.appendCodePoint(codePoint);
        } else {
            out.append("\\u{").append(Integer.toHexString(codePoint)).append('}');
        }
    }

    /** The backslash and the mark of a cut are escaped too: otherwise an id could spell another one's bounded form. */
    private static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> codePoint != '\\' && codePoint != CUT;
        };
    }

    /**
     * Over the UTF-8 bytes, chunk by chunk: a copy of a hostile text is what this class is there to avoid. Unpaired surrogates
     * are no UTF-8; each is fed as the two bytes of its code unit, after a byte that no UTF-8 has.
     */
    private static String hash(String text) {
        MessageDigest digest = sha256();
        CharsetEncoder utf8 = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer in = CharBuffer.wrap(text);
        ByteBuffer out = ByteBuffer.allocate(HASH_CHUNK);
        CoderResult result;
        do {
            result = utf8.encode(in, out, true);
            digest.update(out.flip());
            out.clear();
            if (result.isError()) {
                char unit = in.get();
                digest.update(new byte[] {(byte) 0xFF, (byte) (unit >> 8), (byte) unit});
                utf8.reset();
            }
        } while (!result.isUnderflow());
        return firstBytes(digest);
    }

    private static String firstBytes(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
