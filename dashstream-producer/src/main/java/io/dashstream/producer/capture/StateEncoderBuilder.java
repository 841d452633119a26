package io.dashstream.producer.capture;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Configures a {@link StateEncoder}. Not thread-safe. */
public final class StateEncoderBuilder {

    private CaptureMode mode = CaptureMode.BY_VALUE;
    private int maxDepth = 120;
    private long maxStateBytes = 10L << 20;
    private int maxFallbackChars = 1024;
    private Predicate<String> keyFilter = RuntimeKeys::contains;
    private final Set<Class<?>> immutableTypes = new LinkedHashSet<>();
    private final Map<Class<?>, Function<Object, Object>> views = new LinkedHashMap<>();

    StateEncoderBuilder() {}

    /**
     * Says what the application promises about its states.
     *
     * @param newMode default {@link CaptureMode#BY_VALUE}
     * @return this builder
     */
    public StateEncoderBuilder mode(CaptureMode newMode) {
        mode = Objects.requireNonNull(newMode, "mode");
        return this;
    }

    /**
     * Limits the nesting of the tree; what lies deeper stands there as text.
     *
     * @param levels from 1 to 120, which is what readers of the stream take; default 120
     * @return this builder
     */
    public StateEncoderBuilder maxDepth(int levels) {
        maxDepth = levels;
        return this;
    }

    /**
     * Limits a state's size; encoding stops there.
     *
     * @param bytes length of the compact JSON, from 1 to 1 GiB; default 10 MiB
     * @return this builder
     */
    public StateEncoderBuilder maxStateBytes(long bytes) {
        maxStateBytes = bytes;
        return this;
    }

    /**
     * Limits the text of a value that could not be encoded.
     *
     * @param chars from 0 to 65536; default 1024
     * @return this builder
     */
    public StateEncoderBuilder maxFallbackChars(int chars) {
        maxFallbackChars = chars;
        return this;
    }

    /**
     * Leaves out entries of the state's top level in addition to those already left out.
     *
     * @param key says of a key whether its entry is left out
     * @return this builder
     */
    public StateEncoderBuilder filterKeys(Predicate<String> key) {
        keyFilter = keyFilter.or(Objects.requireNonNull(key, "key"));
        return this;
    }

    /**
     * Keeps every entry, also those that graph runtimes put into the state for themselves.
     *
     * @return this builder
     */
    public StateEncoderBuilder filterNoKeys() {
        keyFilter = key -> false;
        return this;
    }

    /**
     * Says that instances of a type never change, so that an instance seen before needs no second look.
     *
     * @param type the type; its subtypes are taken as immutable as well
     * @return this builder
     */
    public StateEncoderBuilder immutableType(Class<?> type) {
        immutableTypes.add(Objects.requireNonNull(type, "type"));
        return this;
    }

    /**
     * Says how to look at values of a type: as what the function makes of them (a map, a list, text, a record ...).
     *
     * @param type the type, subtypes included
     * @param view called on the graph's thread; if it throws, that value falls back
     * @param <T> the type
     * @return this builder
     */
    public <T> StateEncoderBuilder view(Class<T> type, Function<? super T, ? extends Object> view) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(view, "view");
        views.put(type, value -> view.apply(type.cast(value)));
        return this;
    }

    /**
     * Makes the encoder.
     *
     * @return a new encoder
     * @throws IllegalArgumentException if a setting is out of its range
     */
    public StateEncoder build() {
        requireRange("maxDepth", maxDepth, 1, 120);
        requireRange("maxStateBytes", maxStateBytes, 1, 1L << 30);
        requireRange("maxFallbackChars", maxFallbackChars, 0, 65536);
        return new StateEncoder(new CaptureSettings(
                mode,
                maxDepth,
                maxStateBytes,
                maxFallbackChars,
                keyFilter,
                Set.copyOf(immutableTypes),
                Collections.unmodifiableMap(new LinkedHashMap<>(views))));
    }

    private static void requireRange(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + ", allowed is " + min + " to " + max);
        }
    }
}
