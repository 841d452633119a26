/**
 * Stores behind one another: memory in front, an optional store that outlives the process, Kafka behind them.
 */
@NullMarked
package io.dashstream.replay.store.tiered;

import org.jspecify.annotations.NullMarked;
