package io.dashstream.producer.capture;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Types whose values are never touched, because reading would consume, start, block or call something: known by name, so that
 * none of their libraries is needed.
 */
final class NeverRead {

    private static final Map<String, String> KINDS = kinds();

    private NeverRead() {}

    private static Map<String, String> kinds() {
        Map<String, String> kinds = new HashMap<>();
        put(kinds, "future", "java.util.concurrent.Future", "java.util.concurrent.CompletionStage");
        put(kinds, "future", "kotlinx.coroutines.Job", "io.vertx.core.Future");
        put(kinds, "publisher", "java.util.concurrent.Flow$Publisher", "org.reactivestreams.Publisher");
        put(kinds, "publisher", "java.util.concurrent.Flow$Subscriber", "org.reactivestreams.Subscriber");
        put(kinds, "publisher", "java.util.concurrent.Flow$Subscription", "org.reactivestreams.Subscription");
        put(kinds, "publisher", "io.reactivex.rxjava3.core.ObservableSource", "io.reactivex.rxjava3.core.SingleSource");
        put(kinds, "publisher", "io.reactivex.rxjava3.core.MaybeSource", "io.reactivex.rxjava3.core.CompletableSource");
        put(kinds, "publisher", "io.smallrye.mutiny.Uni", "kotlinx.coroutines.flow.Flow");
        put(kinds, "iterator", "java.util.Iterator", "java.util.Enumeration", "java.util.Spliterator");
        put(kinds, "iterable", "java.lang.Iterable", "kotlin.sequences.Sequence", "org.bsc.async.AsyncGenerator");
        put(kinds, "stream", "java.util.stream.BaseStream", "dev.langchain4j.service.TokenStream");
        put(kinds, "resource", "java.lang.AutoCloseable", "java.lang.Process", "java.lang.ClassLoader");
        put(kinds, "thread", "java.lang.Thread", "java.lang.ThreadGroup", "java.lang.ThreadLocal");
        put(kinds, "thread", "java.util.concurrent.Executor", "java.util.concurrent.locks.Lock");
        put(kinds, "reference", "java.lang.ref.Reference");
        put(kinds, "function", "java.lang.Runnable", "java.util.concurrent.Callable");
        put(kinds, "function", "java.util.function.Supplier", "java.util.function.Consumer");
        put(kinds, "function", "java.util.function.BiConsumer", "java.util.function.Function");
        put(kinds, "function", "java.util.function.BiFunction", "java.util.function.Predicate");
        put(kinds, "function", "java.lang.invoke.MethodHandle", "kotlin.Function");
        return Map.copyOf(kinds);
    }

    private static void put(Map<String, String> kinds, String kind, String... types) {
        for (String type : types) {
            kinds.put(type, kind);
        }
    }

    /** Returns what a class is, if its instances are never read. */
    static Optional<String> kindOf(Class<?> type) {
        if (type.isHidden() || (type.isSynthetic() && type.getName().contains("$$Lambda"))) {
            return Optional.of("function");
        }
        if (Proxy.isProxyClass(type)) {
            return Optional.of("proxy");
        }
        for (Class<?> up = type; up != null; up = up.getSuperclass()) {
            Optional<String> kind = kindOfThisOrInterface(up);
            if (kind.isPresent()) {
                return kind;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> kindOfThisOrInterface(Class<?> type) {
        String kind = KINDS.get(type.getName());
        if (kind != null) {
            return Optional.of(kind);
        }
        for (Class<?> parent : type.getInterfaces()) {
            Optional<String> inherited = kindOfThisOrInterface(parent);
            if (inherited.isPresent()) {
                return inherited;
            }
        }
        return Optional.empty();
    }
}
