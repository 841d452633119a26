/** The producer's own figures, and their Micrometer binding {@link io.dashstream.producer.metrics.ProducerMeters}. */
@NullMarked
package io.dashstream.producer.metrics;

import org.jspecify.annotations.NullMarked;
