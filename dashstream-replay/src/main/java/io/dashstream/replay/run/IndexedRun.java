package io.dashstream.replay.run;

import io.dashstream.core.run.RunCounts;
import io.dashstream.core.run.RunKey;
import io.dashstream.core.run.RunState;
import io.dashstream.core.run.RunUpdate;
import io.dashstream.core.wire.Attributes;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.epoch.Epoch;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run in the making: what the index gathers of it. Used by the index's session only. */
final class IndexedRun {

    private final Map<MessageKind, Long> messages = new EnumMap<>(MessageKind.class);
    private final Map<Integer, Long> firsts = new HashMap<>();
    private final Map<Integer, Long> lasts = new HashMap<>();
    private final Map<Integer, Long> context = new HashMap<>();
    private final Bases bases = new Bases();
    private @Nullable Place start;
    private String graphName = "";
    private long startedMicros;
    private long bytes;

    /** A message of the run, and where it is. */
    void observe(RunUpdate.MessageObserved update, Place place) {
        DashStreamMessage message = update.message();
        messages.merge(MessageKind.of(message), 1L, Long::sum);
        start = start == null ? place : start;
        firsts.merge(place.partition(), place.offset(), Math::min);
        context.merge(place.partition(), place.offset(), Math::min);
        lasts.merge(place.partition(), place.offset() + 1, Math::max);
        if (startedMicros == 0) {
            startedMicros = Messages.header(message).getTimestampUs();
        }
        if (message.hasEvent() && message.getEvent().getEventType() == EventType.EVENT_TYPE_GRAPH_START) {
            graphName = Attributes.of(message.getEvent()).text("graph_name").orElse("");
        }
    }

    /** Another run of the thread is going on when this one starts: to read this one, that one has to be read too. */
    void startsDuring(IndexedRun other) {
        other.firsts.forEach((partition, offset) -> context.merge(partition, offset, Math::min));
    }

    /** The state was said whole while no other run of the thread was going on: rebuilding can begin there. */
    void addBase(long sequence, Place place) {
        bases.add(new Base(sequence, place));
    }

    Cursor context(Epoch epoch) {
        return cursor(epoch, context);
    }

    void addBytes(long size) {
        bytes += size;
    }

    /** Where its first message is, once there is one. */
    Optional<Place> start() {
        return Optional.ofNullable(start);
    }

    List<Base> bases() {
        return bases.all();
    }

    RunSummary summary(RunState run, RunKey key, Epoch epoch) {
        RunCounts counts = run.counts();
        return new RunSummary(
                key,
                graphName,
                run.beginning(),
                run.end(),
                run.status(),
                instant(startedMicros),
                instant(run.lastTimestampMicros()),
                run.firstSequence(),
                run.lastSequence(),
                Map.copyOf(messages),
                bytes,
                counts.stateChanges(),
                counts.verified(),
                counts.holes(),
                counts.corruptions(),
                counts.recoveries(),
                cursor(epoch, firsts),
                cursor(epoch, lasts));
    }

    private static Cursor cursor(Epoch epoch, Map<Integer, Long> offsets) {
        Map<Integer, Position> positions = new HashMap<>();
        offsets.forEach((partition, offset) -> positions.put(partition, Position.at(offset)));
        return Cursor.of(epoch, positions);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
