package io.dashstream.replay.dialect;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * What a conversation needs of a connection: implemented by the adapters of WebSocket and server-sent events.
 *
 * <p>A conversation calls from any thread, but sends one frame at a time: the next only when the stage of the one before
 * has completed. It watches the time itself: a send that does not complete within the limit ends in {@link #close}, also
 * while that send is still under way. No method may block on the network.
 */
public interface SessionTransport {

    /**
     * Sends a text frame.
     *
     * @param text the whole frame
     * @return completes when the transport can take the next frame; exceptionally if the client can't be reached
     */
    CompletionStage<Void> send(String text);

    /**
     * Sends a binary frame.
     *
     * @param binary the whole frame, read-only, not to be read after the stage has completed
     * @return completes when the transport can take the next frame; exceptionally if the client can't be reached
     */
    CompletionStage<Void> send(ByteBuffer binary);

    /**
     * Whether a frame would be taken now without being buffered. If not, the transport calls
     * {@link Conversation#onTransportReady()} when that changes.
     *
     * @return whether it is ready; a transport that can't tell says true
     */
    boolean isReady();

    /**
     * Ends the connection. Called once at most; after frames whose sending has completed, before none. A transport
     * without close codes, such as server-sent events, just ends.
     *
     * @param code the WebSocket close code: 1000, or one of 4000 to 4999 that the protocol pages list
     * @param reason a word of a closed set, at most 123 bytes of UTF-8
     */
    void close(int code, String reason);
}
