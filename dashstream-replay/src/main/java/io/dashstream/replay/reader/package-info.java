/**
 * Reads the telemetry topic into a store: {@code ReplayReader}, the module's front door.
 */
@NullMarked
package io.dashstream.replay.reader;

import org.jspecify.annotations.NullMarked;
