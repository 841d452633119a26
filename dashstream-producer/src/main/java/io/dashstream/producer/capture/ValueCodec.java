package io.dashstream.producer.capture;

import org.jspecify.annotations.Nullable;

/** Encodes the values of one kind of type. May throw whatever application code throws; {@link StateWalk#child} contains it. */
@FunctionalInterface
interface ValueCodec {

    /**
     * Encodes a value.
     *
     * @param value of a type that this codec is for
     * @param old what stood here at the last capture; its node is kept if it still says the same
     * @param walk the capture this is part of
     */
    Piece encode(Object value, @Nullable Piece old, StateWalk walk);
}
