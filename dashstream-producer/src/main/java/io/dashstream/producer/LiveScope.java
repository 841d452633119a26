package io.dashstream.producer;

import com.google.protobuf.ByteString;
import io.dashstream.producer.event.ErrorText;
import io.dashstream.producer.event.Facts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What all scopes share: one end, children that end with them, and no exception out.
 *
 * <p>Begin, end and the set of children are guarded by the thread's line, so that ends come in order: children before parents, and
 * nothing after the run's.
 */
abstract class LiveScope implements Scope {

    private final RunTelemetry telemetry;
    private final Optional<LiveScope> parent;
    private final ByteString id;
    private final long begunAt;

    /** Under the line's lock; most scopes have none. */
    private Set<LiveScope> children = Set.of();

    private boolean ended;

    LiveScope(RunTelemetry telemetry, Optional<LiveScope> parent) {
        this.telemetry = telemetry;
        this.parent = parent;
        this.id = telemetry.newId();
        this.begunAt = telemetry.nanoTime();
    }

    /** Sends the first message of the scope. */
    abstract void begin();

    /** Sends the last message of the scope. */
    abstract void end(End end);

    /**
     * How a scope ends.
     *
     * @param outcome the outcome
     * @param error what failed, if it did
     * @param synthetic whether it ends because its parent did
     */
    record End(Outcome outcome, Optional<ErrorText> error, boolean synthetic) {
        static End of(Outcome outcome) {
            return new End(outcome, Optional.empty(), false);
        }

        static End failed(Throwable failure) {
            return new End(Outcome.ERROR, Optional.of(ErrorText.of(failure)), false);
        }

        Facts facts(long durationMicros) {
            return Facts.of(
                    "outcome", outcome.name(),
                    "duration_us", durationMicros,
                    "synthetic", synthetic ? Boolean.TRUE : null,
                    "error", error.map(ErrorText::message).orElse(null),
                    "error_type", error.map(ErrorText::type).orElse(null),
                    "error_stack", error.map(ErrorText::stack).orElse(null));
        }
    }

    final void open() {
        telemetry.guarded(() -> locked(() -> {
            parent.ifPresent(scope -> scope.adopt(this));
            begin();
        }));
    }

    final void finish(End end) {
        telemetry.guarded(() -> locked(() -> finishLocked(end)));
    }

    private void finishLocked(End end) {
        if (ended) {
            return;
        }
        ended = true;
        if (!children.isEmpty()) {
            Outcome childOutcome = end.outcome() == Outcome.OK ? Outcome.INCOMPLETE : end.outcome();
            for (LiveScope child : List.copyOf(children)) {
                child.finishLocked(new End(childOutcome, Optional.empty(), true));
            }
            children = Set.of();
        }
        end(end);
        parent.ifPresent(scope -> scope.release(this));
    }

    private void adopt(LiveScope child) {
        if (children.isEmpty()) {
            children = new LinkedHashSet<>();
        }
        children.add(child);
    }

    private void release(LiveScope child) {
        if (!children.isEmpty()) {
            children.remove(child);
        }
    }

    final boolean isEnded() {
        telemetry.line().lock().lock();
        try {
            return ended;
        } finally {
            telemetry.line().lock().unlock();
        }
    }

    private void locked(Runnable action) {
        telemetry.line().lock().lock();
        try {
            action.run();
        } finally {
            telemetry.line().lock().unlock();
        }
    }

    final RunTelemetry telemetry() {
        return telemetry;
    }

    final ByteString id() {
        return id;
    }

    final ByteString parentId() {
        return parent.map(LiveScope::id).orElse(ByteString.EMPTY);
    }

    /** When the scope began, on the monotonic clock. */
    final long begunAt() {
        return begunAt;
    }

    final long durationMicros() {
        return durationMicros(telemetry.nanoTime());
    }

    /** How long the scope had lasted at a moment of the monotonic clock. */
    final long durationMicros(long nanos) {
        return Math.max(0, (nanos - begunAt) / 1_000);
    }

    @Override
    public void complete() {
        finish(End.of(Outcome.OK));
    }

    @Override
    public void fail(Throwable failure) {
        telemetry.guarded(() -> finish(End.failed(failure)));
    }

    @Override
    public void cancel() {
        finish(End.of(Outcome.CANCELLED));
    }

    @Override
    public void close() {
        finish(End.of(Outcome.INCOMPLETE));
    }
}
