package io.dashstream.producer.capture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Codecs of maps and collections. They are read with their iterators, which notice a concurrent change where an index does not. */
final class Containers {

    /** {@code "":1,} and {@code 1,}: with these a container that can't fit is refused by its size alone. */
    private static final long SHORTEST_MEMBER = 5;

    private static final long SHORTEST_ELEMENT = 2;

    private Containers() {}

    static Piece map(Object value, @Nullable Piece old, StateWalk walk) {
        if (!walk.open(value)) {
            return Substitutes.notOpened(value, old, walk);
        }
        Map<?, ?> map = (Map<?, ?>) value;
        ObjectAssembly object = new ObjectAssembly(old, expected(map.size()), walk);
        try {
            if (walk.atTopLevel() || walk.fits(SHORTEST_MEMBER * map.size())) {
                addMembers(map, object, walk);
            }
        } catch (IndexOutOfBoundsException | NullPointerException | ClassCastException | NoSuchElementException e) {
            throw changeOr(e, value);
        }
        walk.close();
        return object.finish(value, Immutability.keepsItsParts(value.getClass()));
    }

    /** A container's word on its size; huge ones are met half-way, because the state may be full long before. */
    private static int expected(int size) {
        return Math.max(0, Math.min(size, 1 << 16));
    }

    private static void addMembers(Map<?, ?> map, ObjectAssembly object, StateWalk walk) {
        boolean odd = false;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (entry.getKey() instanceof String name) {
                walk.addMember(object, name, entry.getValue());
            } else {
                odd = true;
            }
            if (walk.stopped()) {
                return;
            }
        }
        if (odd) {
            addOddMembers(map, object, walk);
        }
    }

    /** Text names go first, so that which of two equal names gives way does not depend on the order of the map. */
    private static void addOddMembers(Map<?, ?> map, ObjectAssembly object, StateWalk walk) {
        OddNames names = new OddNames(map);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object key = entry.getKey();
            if (key instanceof String) {
                continue;
            }
            if (key != null && !Immutability.isConstant(key.getClass())) {
                object.neverFrozen();
            }
            object.add(names.nameOf(key), entry.getValue());
            if (walk.stopped()) {
                return;
            }
        }
    }

    static Piece entry(Object value, @Nullable Piece old, StateWalk walk) {
        if (!walk.open(value)) {
            return Substitutes.notOpened(value, old, walk);
        }
        Map.Entry<?, ?> entry = (Map.Entry<?, ?>) value;
        ObjectAssembly object = new ObjectAssembly(old, 2, walk);
        object.add("key", entry.getKey());
        object.add("value", entry.getValue());
        walk.close();
        return object.finish(value, Immutability.keepsItsParts(value.getClass()));
    }

    static Piece collection(Object value, @Nullable Piece old, StateWalk walk) {
        if (!walk.open(value)) {
            return Substitutes.notOpened(value, old, walk);
        }
        Collection<?> elements = (Collection<?>) value;
        ListAssembly list = new ListAssembly(old, expected(elements.size()), walk);
        try {
            if (walk.fits(SHORTEST_ELEMENT * elements.size())) {
                list.addAll(inStableOrder(elements).iterator());
            }
        } catch (IndexOutOfBoundsException | NullPointerException | ClassCastException | NoSuchElementException e) {
            throw changeOr(e, value);
        }
        walk.close();
        return list.finish(value, Immutability.keepsItsParts(value.getClass()));
    }

    /** Two equal hash sets may iterate differently, which would look like a change; their texts are sorted. */
    private static Collection<?> inStableOrder(Collection<?> values) {
        if (!(values instanceof Set)
                || values instanceof SortedSet
                || values instanceof LinkedHashSet
                || values.size() < 2) {
            return values;
        }
        List<String> texts = new ArrayList<>(values.size());
        for (Object value : values) {
            if (!(value instanceof String text)) {
                return values;
            }
            texts.add(text);
        }
        texts.sort(null);
        return texts;
    }

    /**
     * The JDK's own collections throw these when they are changed while they are read; from anyone else's they are just bugs. What
     * elements throw does not get here.
     */
    private static RuntimeException changeOr(RuntimeException failure, Object container) {
        return Immutability.isOfJdk(container.getClass())
                ? new ConcurrentModificationException(failure.getClass().getName())
                : failure;
    }
}
