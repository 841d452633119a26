package io.dashstream.producer.capture;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a {@link StateEncoderBuilder} has gathered, checked.
 *
 * @param keyFilter names of top-level members that are left out
 * @param views by type, in the order in which they were given
 */
record CaptureSettings(
        CaptureMode mode,
        int maxDepth,
        long maxStateBytes,
        int maxFallbackChars,
        Predicate<String> keyFilter,
        Set<Class<?>> immutableTypes,
        Map<Class<?>, Function<Object, Object>> views) {

    boolean isImmutable(Class<?> type) {
        return immutableTypes.stream().anyMatch(known -> known.isAssignableFrom(type));
    }

    /** Returns the view of a class: its own, or that of the supertype that was named first. */
    Optional<Function<Object, Object>> viewOf(Class<?> type) {
        Function<Object, Object> own = views.get(type);
        if (own != null) {
            return Optional.of(own);
        }
        return views.entrySet().stream()
                .filter(view -> view.getKey().isAssignableFrom(type))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
