package io.dashstream.producer.event;

import com.google.protobuf.ByteString;

/**
 * What tells a run from others of its thread.
 *
 * @param id the run's id
 * @param startId the message id of its GRAPH_START, at which the chain of parents of all its messages ends
 */
public record RunIdentity(String id, ByteString startId) {}
