package io.dashstream.producer.worker;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How the worker behaves; checked by who makes it.
 *
 * @param batchSize how many events of a thread leave together at most
 * @param batchTimeout how long an event waits for others at most
 * @param checkpointZstdLevel at which level the state in a checkpoint is compressed, if it is
 */
public record WorkerSettings(int batchSize, Duration batchTimeout, OptionalInt checkpointZstdLevel) {}
