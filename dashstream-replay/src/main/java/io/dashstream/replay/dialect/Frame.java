package io.dashstream.replay.dialect;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** One frame on its way to a client. */
public sealed interface Frame {

    /**
     * A text frame.
     *
     * @param text the whole frame
     */
    record Text(String text) implements Frame {}

    /**
     * A binary frame.
     *
     * @param bytes the whole frame, read-only
     */
    record Binary(ByteBuffer bytes) implements Frame {}

    /**
     * Hands the frame to a transport.
     *
     * @param transport the transport
     * @return what the transport says
     */
    default CompletionStage<Void> sendTo(SessionTransport transport) {
        return this instanceof Text text ? transport.send(text.text()) : transport.send(((Binary) this).bytes());
    }
}
