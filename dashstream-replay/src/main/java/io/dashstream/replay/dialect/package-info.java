/**
 * How sessions and clients talk: what a transport has to offer ({@link io.dashstream.replay.dialect.SessionTransport}),
 * what it gets to drive ({@link io.dashstream.replay.dialect.Conversation}), and the languages that are spoken.
 *
 * <p>A conversation knows nothing of WebSocket or HTTP; an adapter knows nothing of sessions and messages.
 */
@NullMarked
package io.dashstream.replay.dialect;

import org.jspecify.annotations.NullMarked;
