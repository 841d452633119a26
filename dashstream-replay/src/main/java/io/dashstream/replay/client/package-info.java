/**
 * Who is at the other end of a connection, and what it may read. Decided once, at the handshake, by whoever embeds the
 * library; nothing that the client says later widens it.
 */
@NullMarked
package io.dashstream.replay.client;

import org.jspecify.annotations.NullMarked;
