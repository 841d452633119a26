package io.dashstream.replay.session;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.ReplayStore;

/**
 * One client's way through the log.
 *
 * <p>A session is a cursor and this loop, the same in replay and live:
 *
 * <pre>
 *   page = store.read(cursor, limits, filter)     all partitions together, one round trip
 *   send the page, wait until the channel has taken it, cursor = page.next
 *   nothing to read: park on the store's signal
 * </pre>
 *
 * <p>It promises, by the numbers that its tests carry:
 * <ul>
 *   <li><b>R1</b> what the client applies is exactly the log from the start on, minus the announced gaps;
 *   <li><b>R2</b> {@code ReplayComplete} once per resolve, never with {@code ReplayCapped} in the same round, and only
 *       when every partition is at the target taken when the resume was accepted;
 *   <li><b>R3</b> {@code CursorReset} if and only if the session goes on elsewhere than it was asked to;
 *   <li><b>R4</b> never a record of another epoch without a reset before it;
 *   <li><b>R6</b> the cursor of a page resumes to the same records on any server;
 *   <li><b>R8</b> a session costs one cursor and at most one page, whatever the rates;
 *   <li><b>R9</b> nothing is read while the channel is not ready or the client has no credit;
 *   <li><b>R12</b> every event has its place in every state.
 * </ul>
 *
 * <p>Thread-safe: every method only posts to the session's mailbox and returns at once.
 */
public final class ReplaySession {

    private final SessionLoop loop;

    /**
     * Creates a session that waits for {@link #resume}.
     *
     * @param store the history
     * @param channel where the signals go
     * @param settings how to behave
     * @param scheduler time and threads
     */
    public ReplaySession(
            ReplayStore store, SessionChannel channel, SessionSettings settings, SessionScheduler scheduler) {
        this.loop = new SessionLoop(store, channel, settings, scheduler);
    }

    /**
     * Begins, or begins anew elsewhere.
     *
     * @param wanted what the client asks for
     */
    public void resume(ResumeRequest wanted) {
        loop.post(() -> loop.resume(wanted));
    }

    /** Goes on after {@link SessionSignal.ReplayCapped}, with a new budget of the same size. */
    public void continueReplay() {
        loop.post(() -> loop.on(SessionEvent.CONTINUE));
    }

    /** Skips what is left after {@link SessionSignal.ReplayCapped}: says it as gaps and goes live. */
    public void skipToLive() {
        loop.post(() -> loop.on(SessionEvent.SKIP));
    }

    /**
     * The client has applied a page, and all before it.
     *
     * @param epoch the epoch of the page
     * @param page the {@link SessionSignal.Records#sequence()} of the page
     */
    public void applied(Epoch epoch, long page) {
        loop.post(() -> loop.applied(epoch, page));
    }

    /**
     * Sends the records of one thread again, from its newest whole state up to where the session stands, before anything
     * newer; then {@link SessionSignal.Resynced}.
     *
     * @param thread the thread
     */
    public void resync(ThreadKey thread) {
        loop.post(() -> loop.resync(thread));
    }

    /**
     * Puts a frame of the dialect's own in line. If the client does not read and many are waiting, it is dropped: nobody
     * would see it.
     *
     * @param frame the frame
     */
    public void say(SessionSignal.Frame frame) {
        loop.post(() -> loop.say(frame));
    }

    /** The channel may be ready again. */
    public void channelReady() {
        loop.post(loop::lookAgain);
    }

    /**
     * Ends the session.
     *
     * @param reason why
     */
    public void close(CloseReason reason) {
        loop.post(() -> loop.end(reason));
    }

    /**
     * What the session was doing when it last changed.
     *
     * @return the status
     */
    public SessionStatus status() {
        return loop.status();
    }
}
