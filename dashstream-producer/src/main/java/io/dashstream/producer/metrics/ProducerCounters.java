package io.dashstream.producer.metrics;

import io.dashstream.core.wire.MessageKind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/**
 * Every figure of one producer. Counting takes no lock and no registry; {@link ProducerMeters} exports what stands here.
 *
 * <p>The sum rule holds per message kind at every quiet moment:
 * {@code called = delivered + failed + dropped + pending}.
 *
 * <p>Thread-safe.
 */
public final class ProducerCounters {

    /** The kinds that a producer makes. Events in a batch count as events; execution traces are other systems' messages. */
    public static final Set<MessageKind> KINDS = Collections.unmodifiableSet(
            EnumSet.complementOf(EnumSet.of(MessageKind.EVENT_BATCH, MessageKind.EXECUTION_TRACE)));

    private final Tally<MessageKind> called = new Tally<>(MessageKind.class);
    private final Tally<MessageKind> delivered = new Tally<>(MessageKind.class);
    private final Tally<MessageKind> deliveredBytes = new Tally<>(MessageKind.class);
    private final Map<MessageKind, Tally<FailureReason>> failed = perKind(FailureReason.class);
    private final Map<MessageKind, Tally<DropReason>> dropped = perKind(DropReason.class);
    private final Tally<Degradation> degraded = new Tally<>(Degradation.class);
    private final Tally<Occurrence> occurrences = new Tally<>(Occurrence.class);
    private final Tally<Stage> passes = new Tally<>(Stage.class);
    private final Tally<Stage> nanos = new Tally<>(Stage.class);

    /** By whom they are heard, so that who binds twice hears once. */
    private final Map<Object, IntConsumer> batchSizes = new ConcurrentHashMap<>();

    /** Creates counters that stand at zero. */
    public ProducerCounters() {}

    /**
     * A callback wanted to send a message.
     *
     * @param kind its kind
     */
    public void called(MessageKind kind) {
        called.add(kind, 1);
    }

    /**
     * A message turned out to leave as another kind, such as a checkpoint in place of a diff.
     *
     * @param from the kind it was called as
     * @param to the kind it leaves as
     */
    public void recast(MessageKind from, MessageKind to) {
        if (from != to) {
            called.add(from, -1);
            called.add(to, 1);
        }
    }

    /**
     * The sink has confirmed a message.
     *
     * @param kind its kind
     * @param bytes its share of the record, in bytes
     */
    public void delivered(MessageKind kind, long bytes) {
        deliveredBytes.add(kind, bytes);
        delivered.add(kind, 1);
    }

    /**
     * A message was accepted and did not arrive.
     *
     * @param kind its kind
     * @param reason why
     */
    public void failed(MessageKind kind, FailureReason reason) {
        of(failed, kind).add(reason, 1);
    }

    /**
     * A message was refused, or given up at the end.
     *
     * @param kind its kind
     * @param reason why
     */
    public void dropped(MessageKind kind, DropReason reason) {
        of(dropped, kind).add(reason, 1);
    }

    /**
     * A state left in another form than meant.
     *
     * @param reason how
     */
    public void degraded(Degradation reason) {
        degraded.add(reason, 1);
    }

    /**
     * Something happened once.
     *
     * @param occurrence what
     */
    public void count(Occurrence occurrence) {
        occurrences.add(occurrence, 1);
    }

    /**
     * Something happened several times.
     *
     * @param occurrence what
     * @param times how often
     */
    public void count(Occurrence occurrence, long times) {
        occurrences.add(occurrence, times);
    }

    /**
     * A stage was passed.
     *
     * @param stage which
     * @param elapsedNanos how long it took, in nanoseconds
     */
    public void passed(Stage stage, long elapsedNanos) {
        nanos.add(stage, Math.max(0, elapsedNanos));
        passes.add(stage, 1);
    }

    /**
     * Events left together in one record.
     *
     * @param size how many
     */
    public void batch(int size) {
        batchSizes.values().forEach(listener -> listener.accept(size));
    }

    void onBatch(Object listener, IntConsumer sizes) {
        batchSizes.put(listener, sizes);
    }

    /**
     * How often callbacks wanted to send.
     *
     * @param kind which kind
     * @return messages since the producer was made
     */
    public long calledOf(MessageKind kind) {
        return called.sum(kind);
    }

    /**
     * How many messages the sink confirmed.
     *
     * @param kind which kind
     * @return messages since the producer was made
     */
    public long deliveredOf(MessageKind kind) {
        return delivered.sum(kind);
    }

    /**
     * How many bytes of records the sink confirmed.
     *
     * @param kind which kind
     * @return bytes since the producer was made
     */
    public long deliveredBytesOf(MessageKind kind) {
        return deliveredBytes.sum(kind);
    }

    /**
     * How many messages did not arrive.
     *
     * @param kind which kind
     * @param reason for which reason
     * @return messages since the producer was made
     */
    public long failedOf(MessageKind kind, FailureReason reason) {
        return of(failed, kind).sum(reason);
    }

    /**
     * How many messages did not arrive, for any reason.
     *
     * @param kind which kind
     * @return messages since the producer was made
     */
    public long failedOf(MessageKind kind) {
        return of(failed, kind).sum();
    }

    /**
     * How many messages were dropped.
     *
     * @param kind which kind
     * @param reason for which reason
     * @return messages since the producer was made
     */
    public long droppedOf(MessageKind kind, DropReason reason) {
        return of(dropped, kind).sum(reason);
    }

    /**
     * How many messages were dropped, for any reason.
     *
     * @param kind which kind
     * @return messages since the producer was made
     */
    public long droppedOf(MessageKind kind) {
        return of(dropped, kind).sum();
    }

    /**
     * How many messages are neither delivered, failed nor dropped yet.
     *
     * @param kind which kind
     * @return messages; exact when nobody calls
     */
    public long pendingOf(MessageKind kind) {
        long done = deliveredOf(kind) + failedOf(kind) + droppedOf(kind);
        return Math.max(0, calledOf(kind) - done);
    }

    /**
     * How often states left in another form than meant.
     *
     * @param reason which form
     * @return times since the producer was made
     */
    public long degradedOf(Degradation reason) {
        return degraded.sum(reason);
    }

    /**
     * How often something happened.
     *
     * @param occurrence what
     * @return times since the producer was made
     */
    public long countOf(Occurrence occurrence) {
        return occurrences.sum(occurrence);
    }

    /**
     * How often a stage was passed.
     *
     * @param stage which
     * @return times since the producer was made
     */
    public long passesOf(Stage stage) {
        return passes.sum(stage);
    }

    /**
     * How long a stage took in all.
     *
     * @param stage which
     * @return nanoseconds since the producer was made
     */
    public long nanosOf(Stage stage) {
        return nanos.sum(stage);
    }

    private static <R extends Enum<R>> Map<MessageKind, Tally<R>> perKind(Class<R> reasons) {
        Map<MessageKind, Tally<R>> tallies = new EnumMap<>(MessageKind.class);
        for (MessageKind kind : MessageKind.values()) {
            tallies.put(kind, new Tally<>(reasons));
        }
        return tallies;
    }

    @SuppressWarnings("NullAway") // every kind has a tally
    private static <R extends Enum<R>> Tally<R> of(Map<MessageKind, Tally<R>> tallies, MessageKind kind) {
        return tallies.get(kind);
    }
}
