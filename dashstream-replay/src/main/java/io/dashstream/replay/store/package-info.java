/**
 * The replayable history: the {@link io.dashstream.replay.store.ReplayStore} SPI and what goes through it.
 *
 * <p>Three words carry the contract. <em>Coverage</em>: a store answers only for offset ranges that it has consumed
 * completely; offsets have holes that are no loss (transaction markers, compaction), so neither density nor "does this
 * offset exist" proves anything. <em>Gap</em>: a range that nobody can serve any more, named exactly. <em>Page</em>: the
 * records from a cursor on, over all partitions together, bounded in records and bytes.
 */
@NullMarked
package io.dashstream.replay.store;

import org.jspecify.annotations.NullMarked;
