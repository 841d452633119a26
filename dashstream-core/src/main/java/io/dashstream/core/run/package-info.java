/**
 * Rebuilds runs from their messages: puts messages in order, tells the runs of a thread apart, applies diffs, verifies
 * hashes, and says at once when a state is not known any more. Start at {@link io.dashstream.core.run.RunAssembler}.
 */
@NullMarked
package io.dashstream.core.run;

import org.jspecify.annotations.NullMarked;
