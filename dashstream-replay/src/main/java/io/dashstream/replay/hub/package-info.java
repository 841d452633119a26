/**
 * All sessions of a server: {@link io.dashstream.replay.hub.SessionHub} opens conversations within the limits, adds up
 * what they say of themselves, and ends them in good order.
 */
@NullMarked
package io.dashstream.replay.hub;

import org.jspecify.annotations.NullMarked;
