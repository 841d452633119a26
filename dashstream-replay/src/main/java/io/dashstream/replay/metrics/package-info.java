/** The module's meters; {@link io.dashstream.replay.metrics.ReplayMeters} is the only place where they are made. */
@NullMarked
package io.dashstream.replay.metrics;

import org.jspecify.annotations.NullMarked;
