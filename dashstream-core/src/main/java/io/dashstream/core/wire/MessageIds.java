package io.dashstream.core.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Makes message and checkpoint ids: 16 bytes in the layout of a random UUID (RFC 9562 version 4).
 *
 * <p>Ids must be unique, not secret. So the generator is not a cryptographic one: it mixes one counter with two random 64-bit
 * seeds, each half as in SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014). Two
 * generators meet only if both seeds lie at the same distance, one chance in 2^128 times the number of ids drawn.
 *
 * <p>Safe for use by many threads at once; cheapest when each run has its own.
 */
public final class MessageIds {

    private static final int BYTES = 16;
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final long VERSION_4 = 0x4000L;
    private static final long VARIANT_RFC = 0x8000000000000000L;

    private final long highSeed;
    private final long lowSeed;
    private final AtomicLong drawn = new AtomicLong();

    private MessageIds(RandomGenerator seeds) {
        this.highSeed = seeds.nextLong();
        this.lowSeed = seeds.nextLong();
    }

    /**
     * A generator seeded by the operating system.
     *
     * @return a new generator, independent of all others
     */
    public static MessageIds random() {
        return new MessageIds(new SecureRandom());
    }

    /**
     * A generator whose ids follow from a given randomness, for simulations and tests.
     *
     * @param seeds asked for two longs, now
     * @return a new generator
     */
    public static MessageIds seededBy(RandomGenerator seeds) {
        return new MessageIds(seeds);
    }

    /**
     * Makes the next id.
     *
     * @return 16 bytes that no call returned before
     */
    public ByteString next() {
        long step = drawn.incrementAndGet() * GOLDEN_GAMMA;
        long high = (mix(highSeed + step) & ~0xF000L) | VERSION_4;
        long low = (mix(lowSeed + step) & 0x3FFFFFFFFFFFFFFFL) | VARIANT_RFC;
        byte[] id = new byte[BYTES];
        ByteBuffer.wrap(id).putLong(high).putLong(low);
        return UnsafeByteOperations.unsafeWrap(id);
    }

    /**
     * An id as people read it.
     *
     * @param id an id from anywhere
     * @return a UUID's text if it has 16 bytes, otherwise bounded hexadecimal digits
     */
    public static String toText(ByteString id) {
        if (id.size() != BYTES) {
            return LogText.of(id);
        }
        ByteBuffer bytes = id.asReadOnlyByteBuffer();
        return new UUID(bytes.getLong(), bytes.getLong()).toString();
    }

    /** Stafford's variant 13, a bijection, so that no counter value gives an id twice. */
    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
