package io.dashstream.replay.cursor;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.epoch.Epoch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cursors as one short text, for the id of a server-sent event, a query parameter or a browser's storage: base64url of a
 * version, the epoch and, for each partition in ascending order, number, next offset and leader epoch + 1, as variable
 * length integers.
 *
 * <p>Every cursor has exactly one token: a text that was changed is refused or is the token of another cursor.
 */
public final class CursorToken {

    private static final int VERSION = 1;
    private static final int MAX_CHARS = 256 * 1024;
    private static final int MAX_EPOCH_BYTES = 64;
    private static final int PAYLOAD_BITS = 7;
    private static final int MORE = 0x80;

    private CursorToken() {}

    /**
     * The token of a cursor.
     *
     * @param cursor the cursor
     * @return base64url, without padding
     */
    public static String write(Cursor cursor) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(VERSION);
        byte[] epoch = cursor.epoch().value().getBytes(StandardCharsets.US_ASCII);
        out.write(epoch.length);
        out.writeBytes(epoch);
        writeNumber(out, cursor.partitions().size());
        cursor.partitions().forEach((partition, position) -> {
            writeNumber(out, partition);
            writeNumber(out, position.next());
            writeNumber(out, position.leaderEpoch().orElse(-1) + 1L);
        });
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
    }

    /**
     * Reads a token.
     *
     * @param token base64url, without padding
     * @return the cursor
     * @throws InvalidCursorException if it is not the token of a cursor
     */
    public static Cursor read(String token) {
        if (token.length() > MAX_CHARS) {
            throw new InvalidCursorException("token", token.length() + " characters", "at most " + MAX_CHARS);
        }
        try {
            Cursor cursor = new Reader(Base64.getUrlDecoder().decode(token)).cursor();
            // The last character of base64 has spare bits, and padding is optional: only one spelling is the token.
            if (write(cursor).equals(token)) {
                return cursor;
            }
        } catch (IllegalArgumentException | ReplayException e) {
            throw refused(token);
        }
        throw refused(token);
    }

    private static InvalidCursorException refused(String token) {
        return new InvalidCursorException("token", "\"" + token + "\"", "a token that this server made");
    }

    private static void writeNumber(ByteArrayOutputStream out, long number) {
        long left = number;
        while (left >= MORE) {
            out.write((int) (left & (MORE - 1)) | MORE);
            left >>>= PAYLOAD_BITS;
        }
        out.write((int) left);
    }

    private static final class Reader {

        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        Cursor cursor() {
            require(next() == VERSION);
            Epoch epoch = epoch();
            long count = number();
            require(count <= CursorJson.MAX_PARTITIONS);
            Map<Integer, Position> positions = new TreeMap<>();
            for (long i = 0; i < count; i++) {
                long partition = number();
                require(partition <= Integer.MAX_VALUE);
                positions.put((int) partition, position());
            }
            require(at == bytes.length);
            return Cursor.of(epoch, positions);
        }

        private Epoch epoch() {
            int length = next();
            require(length <= MAX_EPOCH_BYTES && at + length <= bytes.length);
            String text = new String(bytes, at, length, StandardCharsets.US_ASCII);
            at += length;
            return new Epoch(text);
        }

        private Position position() {
            long next = number();
            long leaderEpoch = number() - 1;
            require(leaderEpoch <= Integer.MAX_VALUE);
            return leaderEpoch < 0 ? Position.at(next) : Position.after(next, (int) leaderEpoch);
        }

        private long number() {
            long number = 0;
            for (int shift = 0; shift < Long.SIZE - 1; shift += PAYLOAD_BITS) {
                int read = next();
                number |= (long) (read & (MORE - 1)) << shift;
                if (read < MORE) {
                    return number;
                }
            }
            throw new IllegalArgumentException("a number is too long");
        }

        private int next() {
            require(at < bytes.length);
            return bytes[at++] & 0xff;
        }

        private static void require(boolean holds) {
            if (!holds) {
                throw new IllegalArgumentException("not a token");
            }
        }
    }
}
