/** The hot tier and the default: a bounded, chunked, append-only log per partition in memory. */
@NullMarked
package io.dashstream.replay.store.memory;

import org.jspecify.annotations.NullMarked;
