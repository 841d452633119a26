/**
 * A real single-node Kafka, in this process or in a child JVM, without Docker.
 *
 * <p>{@link io.dashstream.kafka.embedded.EmbeddedKafka} is for first steps and most tests; {@link
 * io.dashstream.kafka.embedded.KafkaProcess} is for tests that must see a broker die or hang. Both run Kafka's own {@code KafkaRaftServer}:
 * what they do is what a broker does. Kafka's server classes are no public API, so none of them is seen outside this package.
 */
@NullMarked
package io.dashstream.kafka.embedded;

import org.jspecify.annotations.NullMarked;
