/**
 * The wire: messages as Kafka record values, and what every reader and writer of them must agree on.
 *
 * <p>{@link io.dashstream.core.wire.FrameEncoder} and {@link io.dashstream.core.wire.FrameDecoder} turn messages into
 * record values and back; {@link io.dashstream.core.wire.Messages} answers questions that have an answer for every kind
 * of message; small types beside them hold one rule each: ids, sequence numbers, times, schema versions, attributes. The
 * format itself is described in {@code docs/wire-format.md}.
 */
@NullMarked
package io.dashstream.core.wire;

import org.jspecify.annotations.NullMarked;
