/**
 * A history in Redis, shared by several servers: one stream per partition and epoch, written by scripts that take a batch
 * once, whoever sends it how often.
 */
@NullMarked
package io.dashstream.replay.store.redis;

import org.jspecify.annotations.NullMarked;
