package io.dashstream.core.wire;

import com.github.luben.zstd.ZstdCompressCtx;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Damages frames as the world does and as an attacker would: bits, lengths, cuts, repetitions, splices; on the record value, or
 * on the message inside, which is then framed again so that the damage gets past the compression.
 */
final class FrameMutator implements AutoCloseable {

    private static final int[] INTERESTING = {0, 1, 2, 0x08, 0x0C, 0x28, 0x7F, 0x80, 0xFD, 0xFF};
    private static final byte[] LARGE_VARINT = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07};
    private static final byte[] NEGATIVE_VARINT = {
        (byte) 0xFF,
        (byte) 0xFF,
        (byte) 0xFF,
        (byte) 0xFF,
        (byte) 0xFF,
        (byte) 0xFF,
        (byte) 0xFF,
        (byte) 0xFF,
        (byte) 0xFF,
        0x01
    };

    private final List<byte[]> frames;
    private final List<byte[]> messages;
    private final ZstdCompressCtx zstd = new ZstdCompressCtx().setLevel(1).setContentSize(true);

    FrameMutator(List<byte[]> frames, List<byte[]> messages) {
        this.frames = frames;
        this.messages = messages;
    }

    /** A frame with at least one mutation. */
    byte[] next(RandomGenerator random, int size) {
        int mutations = 1 + random.nextInt(1 + size / 8);
        return switch (random.nextInt(4)) {
            case 0, 1 -> mutated(pick(frames, random), frames, random, mutations);
            case 2 -> ZstdBytes.concat(new byte[1], mutated(pick(messages, random), messages, random, mutations));
            default ->
                ZstdBytes.concat(
                        new byte[] {Framing.ZSTD},
                        zstd.compress(mutated(pick(messages, random), messages, random, mutations)));
        };
    }

    @Override
    public void close() {
        zstd.close();
    }

    private static byte[] mutated(byte[] original, List<byte[]> others, RandomGenerator random, int mutations) {
        byte[] bytes = original.clone();
        for (int i = 0; i < mutations; i++) {
            bytes = mutated(bytes, others, random);
        }
        return bytes;
    }

    private static byte[] mutated(byte[] bytes, List<byte[]> others, RandomGenerator random) {
        if (bytes.length == 0) {
            return random(random, 1 + random.nextInt(16));
        }
        int at = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(32, bytes.length - at));
        return switch (random.nextInt(13)) {
            case 0, 1 -> with(bytes, at, bytes[at] ^ 1 << random.nextInt(8));
            case 2 -> with(bytes, at, random.nextInt());
            case 3 -> with(bytes, at, INTERESTING[random.nextInt(INTERESTING.length)]);
            case 4 -> with(bytes, Math.min(at, 7), random.nextInt());
            case 5 -> Arrays.copyOf(bytes, at);
            case 6 -> spliced(bytes, bytes.length, bytes.length, random(random, length));
            case 7 -> spliced(bytes, at, at + length, new byte[0]);
            case 8 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
            case 9 -> spliced(bytes, at, at + length, random(random, 1 + random.nextInt(8)));
            case 10 -> spliced(bytes, at, at + 1, random.nextBoolean() ? LARGE_VARINT : NEGATIVE_VARINT);
            case 11 -> repeated(bytes, at, at + Math.min(8, length), 1 + random.nextInt(64));
            default -> {
                byte[] other = pick(others, random);
                yield spliced(bytes, at, bytes.length, Arrays.copyOfRange(other, other.length / 2, other.length));
            }
        };
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        bytes[Math.min(at, bytes.length - 1)] = (byte) value;
        return bytes;
    }

    private static byte[] repeated(byte[] bytes, int from, int to, int times) {
        byte[] part = Arrays.copyOfRange(bytes, from, to);
        byte[] parts = new byte[part.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(part, 0, parts, i * part.length, part.length);
        }
        return spliced(bytes, from, from, parts);
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] replacement) {
        byte[] result = new byte[from + replacement.length + bytes.length - to];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(replacement, 0, result, from, replacement.length);
        System.arraycopy(bytes, to, result, from + replacement.length, bytes.length - to);
        return result;
    }

    private static byte[] random(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] pick(List<byte[]> from, RandomGenerator random) {
        return from.get(random.nextInt(from.size()));
    }
}
