/**
 * Which incarnation of the log an offset belongs to.
 *
 * <p>An offset alone means nothing once a topic can be deleted and created again under its old name. Every cursor,
 * page and stored record therefore belongs to an {@link io.dashstream.replay.epoch.Epoch}.
 */
@NullMarked
package io.dashstream.replay.epoch;

import org.jspecify.annotations.NullMarked;
