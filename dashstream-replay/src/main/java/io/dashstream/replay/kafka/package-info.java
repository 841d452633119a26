/**
 * The module's way to Kafka: the one place where its clients are made, who a topic is, and how a record is read. Shared by
 * the reader and the cold tier, so that neither can miss a setting or label a record in another way.
 */
@NullMarked
package io.dashstream.replay.kafka;

import org.jspecify.annotations.NullMarked;
