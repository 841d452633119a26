package io.dashstream.producer.sink;

import io.dashstream.core.wire.MessageKind;

/**
 * One encoded record, ready to leave.
 *
 * @param tenantId the tenant
 * @param threadId the thread, which is the record's key: all records of a thread keep their order
 * @param kind what the record carries
 * @param timestampMicros when it happened, microseconds since the Unix epoch
 * @param value the framed message; nobody changes it any more
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy per record would be paid by everybody
public record TelemetryRecord(String tenantId, String threadId, MessageKind kind, long timestampMicros, byte[] value) {}
