package io.dashstream.producer.worker;

import java.time.Duration;

/**
 * How the worker behaves; checked by who makes it.
 *
 * @param batchSize how many events of a thread leave together at most
 * @param batchTimeout how long an event waits for others at most
 */
public record WorkerSettings(int batchSize, Duration batchTimeout) {}
