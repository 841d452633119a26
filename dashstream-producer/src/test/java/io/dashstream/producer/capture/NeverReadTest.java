package io.dashstream.producer.capture;

import static io.dashstream.producer.capture.Captures.capture;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.producer.capture.CaptureResult.Captured;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class NeverReadTest {

    private static final AtomicInteger TOUCHED = new AtomicInteger();

    interface Service {
        String getAnswer();
    }

    static class Generator implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            TOUCHED.incrementAndGet();
            return List.of("x").iterator();
        }
    }

    static class Connection implements AutoCloseable {
        public String getServerVersion() {
            TOUCHED.incrementAndGet();
            return "9";
        }

        @Override
        public void close() {
            TOUCHED.incrementAndGet();
        }
    }

    static class LazyText implements Supplier<String> {
        @Override
        public String get() {
            TOUCHED.incrementAndGet();
            return "x";
        }

        @Override
        public String toString() {
            return get();
        }
    }

    static Stream<Object> untouchables() {
        Supplier<String> lambda = () -> {
            TOUCHED.incrementAndGet();
            return "x";
        };
        return Stream.of(
                new CompletableFuture<>(),
                new FutureTask<>(lambda::get),
                Flux.defer(() -> {
                    TOUCHED.incrementAndGet();
                    return Flux.just(1);
                }),
                Mono.fromSupplier(lambda),
                new SubmissionPublisher<>(),
                (Flow.Publisher<String>) subscriber -> TOUCHED.incrementAndGet(),
                List.of(1, 2).iterator(),
                List.of(1, 2).spliterator(),
                Stream.of(1).peek(x -> TOUCHED.incrementAndGet()),
                new Generator(),
                new Connection(),
                new LazyText(),
                lambda,
                (Runnable) TOUCHED::incrementAndGet,
                Proxy.newProxyInstance(
                        Service.class.getClassLoader(), new Class<?>[] {Service.class}, (proxy, m, args) -> {
                            TOUCHED.incrementAndGet();
                            return "x";
                        }),
                new ByteArrayInputStream(new byte[] {1}),
                new StringReader("x"),
                new Thread(),
                new ThreadLocal<>(),
                new ReentrantLock(),
                new WeakReference<>("x"),
                NeverReadTest.class.getClassLoader());
    }

    @ParameterizedTest
    @MethodSource("untouchables")
    void whatReadingWouldConsumeStartOrCallIsNotTouched(Object value) {
        TOUCHED.set(0);
        Captured captured = capture(value);
        assertThat(captured.tree().path("@text").textValue()).startsWith("not read: ");
        assertThat(captured.fallbacks()).isEqualTo(1);
        assertThat(TOUCHED).hasValue(0);
    }

    @Test
    void anIteratorStillHasAllItsElements() {
        Iterator<Integer> iterator = List.of(1, 2).iterator();
        Stream<Integer> stream = Stream.of(1, 2);
        CompletableFuture<String> done = CompletableFuture.completedFuture("done");
        capture(List.of(iterator, stream, done));
        assertThat(iterator).toIterable().containsExactly(1, 2);
        assertThat(stream).containsExactly(1, 2);
    }

    @Test
    void namesOfLambdasAndProxiesAreTheSameInEachProcess() {
        Supplier<String> lambda = () -> "x";
        assertThat(capture(lambda).tree().path("@type").textValue())
                .isEqualTo(NeverReadTest.class.getName() + " lambda");
        JsonNode proxy = capture(Proxy.newProxyInstance(
                        Service.class.getClassLoader(), new Class<?>[] {Service.class}, (p, m, args) -> "x"))
                .tree();
        assertThat(proxy.path("@type").textValue()).isEqualTo("proxy of " + Service.class.getName());
    }

    @Test
    void aRecordIsDataWhateverElseItIs() {
        record Job(String name) implements Runnable {
            @Override
            public void run() {
                TOUCHED.incrementAndGet();
            }
        }

        assertThat(capture(new Job("j")).tree().path("name").textValue()).isEqualTo("j");
    }
}
