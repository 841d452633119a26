package io.dashstream.producer.sink;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where encoded records go.
 *
 * <p>{@link #send} is called by one thread, the producer's worker, and may block it: the queue in front of it then fills, and what
 * does not fit is dropped and counted. {@link #close} is called once, by any thread.
 */
public interface TelemetrySink {

    /** Told once per record what became of it, by any thread. */
    @FunctionalInterface
    interface Completion {

        /**
         * The record is delivered, or will never be.
         *
         * @param failure why it is not delivered; null if it is
         */
        void done(@Nullable Exception failure);
    }

    /**
     * Takes a record. Records of one thread id arrive in the order of the calls, or not at all.
     *
     * @param record the record
     * @param completion to be called exactly once, also if this method throws nothing and fails later
     * @throws InterruptedException if the producer is closed while this method waits; the completion is then not called
     */
    void send(TelemetryRecord record, Completion completion) throws InterruptedException;

    /**
     * Delivers what it can within the time, fails the rest, and releases everything.
     *
     * @param timeout how long at most
     */
    void close(Duration timeout);
}
