/**
 * Reads the telemetry topic into a store: {@link io.dashstream.replay.reader.ReplayReader}, the module's front door.
 */
@NullMarked
package io.dashstream.replay.reader;

import org.jspecify.annotations.NullMarked;
