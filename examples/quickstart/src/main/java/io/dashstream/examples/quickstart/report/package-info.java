/** Turns what was replayed into plain text of at most 100 columns. */
@NullMarked
package io.dashstream.examples.quickstart.report;

import org.jspecify.annotations.NullMarked;
