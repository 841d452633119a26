package io.dashstream.replay.session;

import io.dashstream.replay.store.AppendSignal;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.StoredRecord;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a session keeps alive: everything that can be reached from it over fields of our own classes, captured variables
 * and collections, without what it shares with others (its store, channel and scheduler).
 *
 * @param records how many stored records
 * @param signals how many signals
 * @param objects how many objects of any kind
 */
record Holdings(int records, int signals, int objects) {

    static Holdings of(ReplaySession session) {
        Walk walk = new Walk();
        walk.from(session);
        return new Holdings(walk.records, walk.signals, walk.seen.size());
    }

    private static final class Walk {

        private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        private final Deque<Object> open = new ArrayDeque<>();
        private int records;
        private int signals;

        void from(Object root) {
            see(root);
            while (!open.isEmpty()) {
                Object object = open.poll();
                records += object instanceof StoredRecord ? 1 : 0;
                signals += object instanceof SessionSignal ? 1 : 0;
                follow(object);
            }
        }

        private void see(Object object) {
            if (object != null && !isShared(object) && seen.add(object)) {
                open.add(object);
            }
        }

        private static boolean isShared(Object object) {
            return object instanceof ReplayStore
                    || object instanceof SessionChannel
                    || object instanceof SessionScheduler
                    || object instanceof AppendSignal
                    || object instanceof Enum<?>
                    || object instanceof Class<?>;
        }

        private void follow(Object object) {
            if (object instanceof Iterable<?> elements) {
                elements.forEach(this::see);
            } else if (object instanceof Map<?, ?> map) {
                map.forEach((key, value) -> {
                    see(key);
                    see(value);
                });
            } else if (object instanceof Optional<?> optional) {
                optional.ifPresent(this::see);
            } else if (object instanceof AtomicReference<?> reference) {
                see(reference.get());
            } else if (object instanceof CompletableFuture<?> future) {
                see(future.isDone() && !future.isCompletedExceptionally() ? future.getNow(null) : null);
            } else if (object.getClass().getName().startsWith("io.dashstream.")) {
                fields(object);
            }
        }

        private void fields(Object object) {
            for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())
                            && !field.getType().isPrimitive()) {
                        field.setAccessible(true);
                        try {
                            see(field.get(object));
                        } catch (IllegalAccessException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }
            }
        }
    }
}
