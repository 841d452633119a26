/**
 * Patches between two states (RFC 6902): {@link io.dashstream.core.diff.StateDiffer} makes them,
 * {@link io.dashstream.core.diff.StatePatch} holds, applies and converts them.
 */
@NullMarked
package io.dashstream.core.diff;

import org.jspecify.annotations.NullMarked;
