/**
 * Where a reader of the log is: {@link io.dashstream.replay.cursor.Cursor}, and its forms as JSON and as a token.
 *
 * <p>A cursor names the <em>next</em> offset wanted, never the last one seen: only so can it say "nothing yet" without
 * a sentinel, and move on over holes and over records that a filter skips.
 */
@NullMarked
package io.dashstream.replay.cursor;

import org.jspecify.annotations.NullMarked;
