/**
 * The first dialect: what existing DashStream web clients speak. JSON for control, and directly before each binary frame
 * one {@code cursor}; the binary frame is the unmodified value. {@code docs/protocol/v1.md} is its contract.
 */
@NullMarked
package io.dashstream.replay.dialect.v1;

import org.jspecify.annotations.NullMarked;
