package io.dashstream.producer.event;

import com.google.protobuf.ByteString;

/**
 * What every message has in common.
 *
 * @param thread the line it stands in
 * @param run the run it belongs to
 * @param messageId 16 bytes
 * @param parentId the message that caused this one, empty at the top
 * @param sequence its number in the line
 * @param timestampMicros when it happened, microseconds since the Unix epoch
 * @param nanoTime the same moment on the monotonic clock, to time the queue
 */
public record Envelope(
        ThreadLine thread,
        RunIdentity run,
        ByteString messageId,
        ByteString parentId,
        long sequence,
        long timestampMicros,
        long nanoTime) {}
