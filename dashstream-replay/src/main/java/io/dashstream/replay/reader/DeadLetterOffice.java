package io.dashstream.replay.reader;

import io.dashstream.replay.store.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Writes dead letters. The reader never waits for it: Kafka's {@code send} blocks while the topic is not known, so it is
 * called on a thread of its own, and what is on its way is bounded.
 */
final class DeadLetterOffice implements AutoCloseable {

    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final String source;
    private final DeadLetterSettings settings;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Semaphore free;
    private final ThreadPoolExecutor sender;
    private final LongAdder sent = new LongAdder();
    private final Map<DeadLetterFailure, LongAdder> failures = new EnumMap<>(DeadLetterFailure.class);
    private @Nullable Producer<byte[], byte[]> producer;

    DeadLetterOffice(String source, DeadLetterSettings settings, Supplier<Producer<byte[], byte[]>> producers) {
        this.source = source;
        this.settings = settings;
        this.producers = producers;
        this.free = new Semaphore(settings.maxInFlight());
        // The semaphore bounds the queue.
        this.sender = new ThreadPoolExecutor(0, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "dashstream-dead-letters");
            thread.setDaemon(true);
            return thread;
        });
        for (DeadLetterFailure failure : DeadLetterFailure.values()) {
            failures.put(failure, new LongAdder());
        }
    }

    DeadLetterSettings settings() {
        return settings;
    }

    /** Sends a letter, if one more may be on its way; never waits. What comes of it is counted. */
    void post(StoredRecord record) {
        deliver(record, new CompletableFuture<>());
    }

    /**
     * Sends a letter; never waits.
     *
     * @param record the record that can't be read
     * @return empty once it is written, or why it is not
     */
    CompletableFuture<Optional<DeadLetterFailure>> send(StoredRecord record) {
        CompletableFuture<Optional<DeadLetterFailure>> written = new CompletableFuture<>();
        deliver(record, written);
        return written;
    }

    private void deliver(StoredRecord record, CompletableFuture<Optional<DeadLetterFailure>> written) {
        if (!free.tryAcquire()) {
            failed(DeadLetterFailure.OVERFLOW);
            written.complete(Optional.of(DeadLetterFailure.OVERFLOW));
            return;
        }
        // Made here: a letter is small, and the queue must not keep the record.
        DeadLetter letter = DeadLetter.of(source, record, settings);
        try {
            sender.execute(() -> hand(letter, written));
        } catch (RejectedExecutionException e) {
            done(e, written);
        }
    }

    long sent() {
        return sent.sum();
    }

    Map<DeadLetterFailure, Long> failures() {
        Map<DeadLetterFailure, Long> counts = new EnumMap<>(DeadLetterFailure.class);
        failures.forEach((failure, count) -> counts.put(failure, count.sum()));
        return counts;
    }

    @Override
    public void close() {
        // Behind the letters that are queued; it is their thread that knows the producer.
        sender.execute(() -> {
            Producer<byte[], byte[]> open = producer;
            producer = null;
            if (open != null) {
                open.close(CLOSE);
            }
        });
        sender.shutdown();
        try {
            if (!sender.awaitTermination(2 * CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                sender.shutdownNow();
            }
        } catch (InterruptedException e) {
            sender.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void hand(DeadLetter letter, CompletableFuture<Optional<DeadLetterFailure>> written) {
        try {
            Producer<byte[], byte[]> open = producer;
            if (open == null) {
                open = producers.get();
                producer = open;
            }
            // The callback says what the future would.
            Future<RecordMetadata> unused = open.send(
                    new ProducerRecord<>(settings.topic(), bytes(letter.key()), bytes(letter.json())),
                    (metadata, failure) -> done(failure, written));
        } catch (RuntimeException e) {
            done(e, written);
        }
    }

    private void done(@Nullable Exception failure, CompletableFuture<Optional<DeadLetterFailure>> written) {
        // A producer may both throw and call back.
        if (!written.isDone()) {
            Optional<DeadLetterFailure> why = Optional.ofNullable(failure).map(DeadLetterOffice::reason);
            why.ifPresentOrElse(this::failed, sent::increment);
            free.release();
            written.complete(why);
        }
    }

    private void failed(DeadLetterFailure why) {
        Objects.requireNonNull(failures.get(why)).increment();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static DeadLetterFailure reason(Exception failure) {
        if (failure instanceof TimeoutException) {
            return DeadLetterFailure.TIMEOUT;
        }
        if (failure instanceof RecordTooLargeException) {
            return DeadLetterFailure.TOO_LARGE;
        }
        return failure instanceof AuthorizationException || failure instanceof AuthenticationException
                ? DeadLetterFailure.AUTHORIZATION
                : DeadLetterFailure.OTHER;
    }
}
