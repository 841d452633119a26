/**
 * The cold tier: pages read back from Kafka itself by a few seeking consumers behind a shared cache of chunks, so that
 * "gone from memory" is not "lost".
 */
@NullMarked
package io.dashstream.replay.store.kafka;

import org.jspecify.annotations.NullMarked;
