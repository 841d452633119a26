package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ConcurrentModificationException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Captures the states of one run, one after the other.
 *
 * <p>Keeps what was captured last, so that unchanged values keep their nodes: in memory that is one state's tree and references to
 * the objects it was read from. Used by one thread at a time; the caller holds a lock if several threads capture for one run.
 */
public final class CaptureSession {

    /** A box in a box in a box is a joke; one that contains itself must not last for ever. */
    private static final int MAX_BOXES = 8;

    private static final CaptureResult.Captured NOTHING =
            new CaptureResult.Captured(NullNode.getInstance(), JsonSize.LITERAL, 0, 0);

    private final CaptureSettings settings;
    private final CodecTable codecs;
    private @Nullable Piece last;
    private CaptureResult.Captured lastResult = NOTHING;

    CaptureSession(CaptureSettings settings, CodecTable codecs) {
        this.settings = settings;
        this.codecs = codecs;
    }

    /**
     * Captures a state. Never throws; runs application code (getters, iterators) only to read.
     *
     * @param state any value, usually a map, a record or a bean
     * @return the tree, or why there is none
     */
    public CaptureResult capture(@Nullable Object state) {
        try {
            try {
                return attempt(state, false);
            } catch (ConcurrentModificationException e) {
                return attempt(state, true);
            }
        } catch (ConcurrentModificationException e) {
            return unavailable(CaptureResult.Reason.CHANGED_WHILE_READ, state, "was changed twice while it was read");
        } catch (Throwable e) {
            return unavailable(
                    CaptureResult.Reason.FAILED, state, "threw " + e.getClass().getName());
        }
    }

    private CaptureResult attempt(@Nullable Object state, boolean lastAttempt) {
        StateWalk walk = new StateWalk(settings, codecs, lastAttempt);
        Piece piece = walk.child(unboxed(state), last);
        if (walk.stopped()) {
            String size = "is larger than " + settings.maxStateBytes() + " bytes, stopped at " + walk.bytes();
            return unavailable(CaptureResult.Reason.TOO_LARGE, state, size);
        }
        if (last == null || !piece.sharesNodeWith(last)) {
            lastResult = new CaptureResult.Captured(piece.node, piece.bytes, walk.heapBytes(), piece.fallbacks);
        }
        last = piece;
        return lastResult;
    }

    /** A state in a box is the state; the top level's keys are those in the box. */
    private static @Nullable Object unboxed(@Nullable Object state) {
        Object content = state;
        for (int i = 0; i < MAX_BOXES; i++) {
            if (content instanceof AtomicReference<?> reference) {
                content = reference.get();
            } else if (content instanceof Optional<?> optional) {
                content = optional.orElse(null);
            } else {
                return content;
            }
        }
        return content;
    }

    private static CaptureResult unavailable(CaptureResult.Reason reason, @Nullable Object state, String what) {
        String type = state == null ? "null" : Substitutes.typeName(state.getClass());
        return new CaptureResult.Unavailable(reason, "state of type " + ValidText.cut(type, 200) + " " + what);
    }

    /** Forgets the last capture: the next one makes every node anew. */
    public void forget() {
        last = null;
        lastResult = NOTHING;
    }
}
