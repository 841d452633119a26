package io.dashstream.producer.metrics;

import io.dashstream.core.wire.MessageKind;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The only place where the producer's meters are made. Every meter reads a figure that is counted anyway, is there from the start,
 * and carries the producer's name, so that two producers of one registry are both visible. docs/metrics.md has the list.
 */
public final class ProducerMeters implements MeterBinder {

    private final Tags tags;
    private final ProducerCounters counters;
    private final Levels levels;

    /**
     * What goes up and down.
     *
     * @param queueDepth messages in the queue
     * @param queueBytes what they weigh, in bytes
     * @param queueCapacity messages that the queue can hold
     * @param batchSize events that may leave together, as configured
     * @param openRuns runs that have not ended
     * @param redactions secrets taken out, which only grow
     */
    public record Levels(
            IntSupplier queueDepth,
            LongSupplier queueBytes,
            int queueCapacity,
            int batchSize,
            IntSupplier openRuns,
            LongSupplier redactions) {}

    /**
     * Creates a binder.
     *
     * @param producer the producer's name
     * @param counters its figures
     * @param levels its levels
     */
    public ProducerMeters(String producer, ProducerCounters counters, Levels levels) {
        this.tags = Tags.of("producer", producer);
        this.counters = counters;
        this.levels = levels;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauges(registry);
        messages(registry);
        for (Degradation reason : Degradation.values()) {
            counter(
                    registry,
                    "dashstream.state.diff.degraded",
                    tags.and("reason", reason.label()),
                    "States that left in another form than meant",
                    c -> c.degradedOf(reason));
        }
        occurrences(registry);
        FunctionCounter.builder(
                        "dashstream.redactions",
                        levels,
                        known -> known.redactions().getAsLong())
                .tags(tags)
                .description("Places where a secret was taken out")
                .register(registry);
        for (Stage stage : Stage.values()) {
            FunctionTimer.builder(
                            "dashstream."
                                    + stage.name().toLowerCase(Locale.ROOT).replace('_', '.'),
                            counters,
                            c -> c.passesOf(stage),
                            c -> c.nanosOf(stage),
                            TimeUnit.NANOSECONDS)
                    .tags(tags)
                    .description("Time spent in the stage " + stage)
                    .register(registry);
        }
        DistributionSummary batches = DistributionSummary.builder("dashstream.batch.events")
                .tags(tags)
                .description("Events that left together in one record")
                .baseUnit("events")
                .register(registry);
        counters.onBatch(batches, batches::record);
    }

    private void gauges(MeterRegistry registry) {
        gauge(registry, "dashstream.queue.depth", "Messages in the queue", levels.queueDepth()::getAsInt);
        gauge(
                registry,
                "dashstream.queue.bytes",
                "Bytes that the messages in the queue weigh",
                levels.queueBytes()::getAsLong);
        gauge(registry, "dashstream.queue.capacity", "Messages that the queue can hold", levels::queueCapacity);
        gauge(
                registry,
                "dashstream.batch.size",
                "Events that may leave together in one record, as configured",
                levels::batchSize);
        gauge(registry, "dashstream.runs.open", "Runs that have not ended", levels.openRuns()::getAsInt);
    }

    private void gauge(MeterRegistry registry, String name, String description, Supplier<Number> figure) {
        Gauge.builder(name, figure)
                .tags(tags)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private void messages(MeterRegistry registry) {
        for (MessageKind kind : ProducerCounters.KINDS) {
            Tags labels = tags.and("message_type", kind.label());
            counter(
                    registry,
                    "dashstream.messages.sent",
                    labels,
                    "Messages that the sink confirmed",
                    c -> c.deliveredOf(kind));
            counter(
                    registry,
                    "dashstream.messages.sent.bytes",
                    labels,
                    "Bytes of records that the sink confirmed",
                    c -> c.deliveredBytesOf(kind));
            for (DropReason reason : DropReason.values()) {
                counter(
                        registry,
                        "dashstream.telemetry.dropped",
                        labels.and("reason", reason.label()),
                        "Messages that were refused or given up",
                        c -> c.droppedOf(kind, reason));
            }
            for (FailureReason reason : FailureReason.values()) {
                counter(
                        registry,
                        "dashstream.telemetry.send.failures",
                        labels.and("reason", reason.label()),
                        "Messages that were accepted and did not arrive",
                        c -> c.failedOf(kind, reason));
            }
        }
    }

    private void occurrences(MeterRegistry registry) {
        for (Occurrence occurrence : Occurrence.values()) {
            counter(registry, name(occurrence), tags, description(occurrence), c -> c.countOf(occurrence));
        }
    }

    private static String name(Occurrence occurrence) {
        return switch (occurrence) {
            case FALLBACK_FULL_STATE -> "dashstream.state.diff.fallback.full.state";
            case FULL_STATE_SERIALIZE_FAILURE -> "dashstream.state.full.state.serialize.failures";
            case CHECKPOINT_SERIALIZE_FAILURE -> "dashstream.checkpoint.serialize.failures";
            case CHECKPOINT_COMPRESSION_FAILURE -> "dashstream.checkpoint.compression.failures";
            case COMPRESSION_FAILURE -> "dashstream.compression.failures";
            case STATE_VALUE_FALLBACK -> "dashstream.state.value.fallback";
            case RESYNC -> "dashstream.resyncs";
            case GRAPH_START_SHRUNK -> "dashstream.graph.start.shrunk";
            case UNSAFE_PATH -> "dashstream.unsafe.paths";
            case INTERNAL_ERROR -> "dashstream.internal.errors";
            case WORKER_RESTART -> "dashstream.worker.restarts";
            case CALL_AFTER_END -> "dashstream.calls.after.end";
            case RUN_REAPED -> "dashstream.runs.reaped";
            case CLOCK_STEP -> "dashstream.clock.steps";
        };
    }

    private static String description(Occurrence occurrence) {
        return switch (occurrence) {
            case FALLBACK_FULL_STATE -> "Full states sent in place of a patch";
            case FULL_STATE_SERIALIZE_FAILURE -> "Full states that could not be encoded";
            case CHECKPOINT_SERIALIZE_FAILURE -> "Checkpoints that could not be made";
            case CHECKPOINT_COMPRESSION_FAILURE -> "Checkpoints that went out uncompressed because compression failed";
            case COMPRESSION_FAILURE -> "Records that went out uncompressed because compression failed";
            case STATE_VALUE_FALLBACK -> "Values of states that were replaced by a substitute";
            case RESYNC -> "Checkpoints sent because receivers could not know the state";
            case GRAPH_START_SHRUNK -> "Parts left out of a run's start because it was too large";
            case UNSAFE_PATH -> "Patch operations with a path that browsers refuse";
            case INTERNAL_ERROR -> "Calls that failed inside the producer";
            case WORKER_RESTART -> "Times that the worker died and was started again";
            case CALL_AFTER_END -> "Calls on a run that had ended";
            case RUN_REAPED -> "Abandoned runs that were ended as INCOMPLETE";
            case CLOCK_STEP -> "Times that the wall clock was set by more than a second";
        };
    }

    private void counter(
            MeterRegistry registry,
            String name,
            Tags labels,
            String description,
            ToLongFunction<ProducerCounters> figure) {
        FunctionCounter.builder(name, counters, c -> figure.applyAsLong(c))
                .tags(labels)
                .description(description)
                .register(registry);
    }
}
