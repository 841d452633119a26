/**
 * Runs, as the history shows them: {@link io.dashstream.replay.run.RunIndex} lists them,
 * {@link io.dashstream.replay.run.RunHistory} rebuilds their states.
 *
 * <p>Both are readers of the store like any client: the index is a session, and what it says comes from the log and
 * nothing else.
 */
@NullMarked
package io.dashstream.replay.run;

import org.jspecify.annotations.NullMarked;
