package io.dashstream.testing;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Runs one property over many random cases. Every case has its own random numbers, derived from the seed of the run and
 * the case's index, so a failing case can be run again alone:
 *
 * <pre>{@code
 * Property.check("a patch leads from one state to the other", 500, (random, size) -> {
 *     JsonNode from = RandomJson.agentState(random, size);
 *     ...
 * });
 * }</pre>
 *
 * <p>The size grows with the index, from 1 to {@value #LARGEST_SIZE}. When a case fails, the same random numbers are
 * tried with smaller sizes, and the smallest failure is reported together with seed and index. To replay it, run the
 * test with {@code -Ddashstream.property.seed=SEED -Ddashstream.property.case=INDEX}.
 *
 * <p>A build judges the change it is for and not the luck of the day, so it tries the same cases every time. To search for
 * counterexamples, {@code -Ddashstream.property.seed=random} tries others, and {@code -Ddashstream.property.scale=N} N times
 * as many.
 */
public final class Property {

    /** The size that the last case of a run is given. */
    public static final int LARGEST_SIZE = 60;

    static final String SEED = "dashstream.property.seed";
    static final String CASE = "dashstream.property.case";
    static final String SCALE = "dashstream.property.scale";

    private static final String OTHERS = "random";
    private static final long ORDINARY_SEED = 1;

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /** What has to hold in every case. */
    @FunctionalInterface
    public interface Case {
        /**
         * Makes its input and fails if the property does not hold for it.
         *
         * @param random the only source of randomness
         * @param size how large the input should be, from 1
         * @throws Exception if the property does not hold
         */
        void check(RandomGenerator random, int size) throws Exception;
    }

    private Property() {}

    /**
     * Checks a property, or only the case that the system properties name.
     *
     * @param name what holds, as a sentence; part of the failure's text
     * @param cases how many cases to run
     * @param property what has to hold
     */
    public static void check(String name, int cases, Case property) {
        long seed = seedOf(System.getProperty(SEED, Long.toString(ORDINARY_SEED)));
        Optional<Integer> only = Optional.ofNullable(System.getProperty(CASE)).map(Integer::decode);
        check(name, cases * Integer.getInteger(SCALE, 1), seed, only, property);
    }

    static long seedOf(String given) {
        return given.equals(OTHERS) ? System.nanoTime() : Long.decode(given);
    }

    static void check(String name, int cases, long seed, Optional<Integer> only, Case property) {
        int from = only.orElse(0);
        int to = only.map(index -> index + 1).orElse(cases);
        for (int index = from; index < to; index++) {
            int size = sizeOf(index, cases);
            Optional<Throwable> failure = failureOf(property, seed, index, size);
            if (failure.isPresent()) {
                throw report(name, seed, index, size, failure.get(), property);
            }
        }
    }

    private static AssertionError report(
            String name, long seed, int index, int size, Throwable failure, Case property) {
        for (int smaller = 1; smaller < size; smaller++) {
            Optional<Throwable> simpler = failureOf(property, seed, index, smaller);
            if (simpler.isPresent()) {
                return error(
                        name, seed, index, "size " + smaller + " (first seen with size " + size + ")", simpler.get());
            }
        }
        return error(name, seed, index, "size " + size, failure);
    }

    private static AssertionError error(String name, long seed, int index, String size, Throwable cause) {
        return new AssertionError(
                "Property does not hold: " + name + "\n  case " + index + ", " + size + ": " + cause.getMessage()
                        + "\n  replay with -D" + SEED + "=" + seed + " -D" + CASE + "=" + index + scale(),
                cause);
    }

    /** Sizes depend on how many cases there are. */
    private static String scale() {
        String scale = System.getProperty(SCALE);
        return scale == null ? "" : " -D" + SCALE + "=" + scale;
    }

    private static Optional<Throwable> failureOf(Case property, long seed, int index, int size) {
        try {
            property.check(new SplittableRandom(seed + index * GOLDEN_GAMMA), size);
            return Optional.empty();
        } catch (Exception | AssertionError | StackOverflowError e) {
            return Optional.of(e);
        }
    }

    private static int sizeOf(int index, int cases) {
        return 1 + (int) ((long) index * (LARGEST_SIZE - 1) / Math.max(1, cases - 1));
    }
}
