/**
 * Whether a server is ready, and if not, which part of it is broken: Kafka, the store or the reader. An idle topic is
 * healthy, and what went wrong long ago is history.
 */
@NullMarked
package io.dashstream.replay.health;

import org.jspecify.annotations.NullMarked;
