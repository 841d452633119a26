/**
 * The second dialect, {@code dashstream.v2}: JSON for control, protobuf for pages; or JSON for both over server-sent
 * events. {@code docs/protocol/v2.md} is its contract.
 */
@NullMarked
package io.dashstream.replay.dialect.v2;

import org.jspecify.annotations.NullMarked;
