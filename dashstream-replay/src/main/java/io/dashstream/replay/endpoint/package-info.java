/**
 * Sessions, runs and health over HTTP, in any servlet container of Jakarta EE 10 or newer:
 * {@link io.dashstream.replay.endpoint.ReplayEndpoint} registers a filter that decides who may do what, a WebSocket
 * endpoint, and a few servlets. Nothing behind the filter is reached without a decision.
 */
@NullMarked
package io.dashstream.replay.endpoint;

import org.jspecify.annotations.NullMarked;
