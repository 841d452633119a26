/**
 * A server around the replay reader: {@link io.dashstream.examples.server.ObservabilityServer} is the part to copy, the rest
 * is settings and the demonstration that runs when no topic is named.
 */
@NullMarked
package io.dashstream.examples.server;

import org.jspecify.annotations.NullMarked;
