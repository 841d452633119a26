/**
 * A client's way through the log: {@link io.dashstream.replay.session.ReplaySession}.
 *
 * <p>A session is one cursor. Its loop is always the same, in replay and live: read a page from the cursor, send it,
 * wait until the channel has taken it, move the cursor; with nothing to read, park on the store's signal. Live is replay
 * that has caught up, so there is no hand-over between the two that could lose, repeat or reorder anything.
 */
@NullMarked
package io.dashstream.replay.session;

import org.jspecify.annotations.NullMarked;
