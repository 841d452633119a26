package io.dashstream.producer.capture;

import java.util.ConcurrentModificationException;
import org.jspecify.annotations.Nullable;

/**
 * One capture: the way through a state with its size, its depth and the containers that are open.
 *
 * <p>When the size passes the limit the walk is {@link #stopped}: codecs come back as fast as they can and what they return is void.
 */
final class StateWalk {

    private final CaptureSettings settings;
    private final CodecTable codecs;
    private final boolean byReference;
    private final boolean containChanges;
    private final Object[] open;
    private int depth;
    private long bytes;
    private long heapBytes;

    /**
     * Starts a capture.
     *
     * @param lastAttempt whether a getter that trips over a concurrent change costs its value only, not the capture
     */
    StateWalk(CaptureSettings settings, CodecTable codecs, boolean lastAttempt) {
        this.settings = settings;
        this.codecs = codecs;
        this.byReference = settings.mode() == CaptureMode.BY_REFERENCE;
        this.containChanges = lastAttempt;
        this.open = new Object[settings.maxDepth()];
    }

    CaptureSettings settings() {
        return settings;
    }

    /** Encodes a value whose failure is the caller's. */
    Piece encode(@Nullable Object value, @Nullable Piece old) {
        if (value == null) {
            return Scalars.nullPiece(this);
        }
        if (old != null && isSettled(value, old)) {
            charge(old.bytes);
            return old;
        }
        if (value instanceof String text) {
            return Scalars.text(text, old, true, this);
        }
        if (value instanceof Integer number) {
            return Numbers.integer(number, old, true, this);
        }
        return codecs.codecFor(value.getClass()).encode(value, old, this);
    }

    /** Returns whether a value is known to look as it did when the piece was made. */
    boolean isSettled(@Nullable Object value, Piece piece) {
        return piece.source == value && value != null && (piece.frozen || byReference);
    }

    /** Encodes a value; if that fails, a substitute stands in its place. */
    Piece child(@Nullable Object value, @Nullable Piece old) {
        int depthBefore = depth;
        long bytesBefore = bytes;
        try {
            return encode(value, old);
        } catch (ConcurrentModificationException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            depth = depthBefore;
            bytes = bytesBefore;
            return Substitutes.failed(value, e, old, this);
        }
    }

    /** A getter or a view of the application has thrown. */
    Piece failedRead(String type, Throwable failure, @Nullable Piece old) {
        if (failure instanceof ConcurrentModificationException change && !containChanges) {
            throw change;
        }
        if (failure instanceof VirtualMachineError fatal && !(failure instanceof StackOverflowError)) {
            throw fatal;
        }
        return Substitutes.unreadable(type, failure, old, this);
    }

    /** Counts bytes of the tree; past the limit the walk is stopped. */
    void charge(long count) {
        bytes += count;
    }

    /** Counts what new nodes weigh on the heap. */
    void made(long newHeapBytes) {
        heapBytes += newHeapBytes;
    }

    /** What the nodes weigh that this capture made. */
    long heapBytes() {
        return heapBytes;
    }

    /** Forgets what was charged since {@link #bytes} said this. */
    void rewind(long bytesThen) {
        bytes = bytesThen;
    }

    /** Returns whether {@code more} bytes fit; if not, the walk is stopped. */
    boolean fits(long more) {
        if (bytes + more <= settings.maxStateBytes()) {
            return true;
        }
        bytes += more;
        return false;
    }

    boolean stopped() {
        return bytes > settings.maxStateBytes();
    }

    long bytes() {
        return bytes;
    }

    /** Opens a container; {@code false} if it is open already (a cycle) or lies too deep. */
    boolean open(Object container) {
        if (depth == open.length || isOpen(container)) {
            return false;
        }
        open[depth++] = container;
        return true;
    }

    void close() {
        depth--;
        open[depth] = this;
    }

    boolean isOpen(Object container) {
        for (int i = depth - 1; i >= 0; i--) {
            if (open[i] == container) {
                return true;
            }
        }
        return false;
    }

    /** Adds a member to the open container, unless that is the state itself and the filter names the member. */
    void addMember(ObjectAssembly object, String name, @Nullable Object value) {
        if (!atTopLevel()) {
            object.add(name, value);
            return;
        }
        try {
            if (settings.keyFilter().test(name)) {
                return;
            }
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            object.addEncoded(name, failedRead("key filter", e, object.before(name)));
            return;
        }
        object.add(name, value);
    }

    /** Whether the open container is the state itself. */
    boolean atTopLevel() {
        return depth == 1;
    }

    /** Returns whether one more container may be opened. */
    boolean mayNest() {
        return depth < open.length;
    }
}
