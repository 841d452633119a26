package io.dashstream.replay.dialect;

import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.SessionSignal;
import java.util.List;
import java.util.Optional;

/** Turns what a session says into the frames of one dialect. Called by one thread at a time, in the session's order. */
public interface FrameWriter {

    /**
     * The frames of a signal, in order; none if the dialect has no word for it.
     *
     * @param signal the signal
     * @return the frames
     */
    List<Frame> write(SessionSignal signal);

    /**
     * The last frame before the connection is closed.
     *
     * @param reason why it is closed
     * @return the frame, or empty if the dialect does not say that
     */
    Optional<Frame> farewell(CloseReason reason);
}
