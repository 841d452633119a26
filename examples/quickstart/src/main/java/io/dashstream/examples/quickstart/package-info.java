/**
 * The quickstart: a research agent under observation, three questions at once, a real Kafka, and a replay that rebuilds and verifies every
 * state the agent ever had. {@link io.dashstream.examples.quickstart.Quickstart} is the program; the part to copy from is {@code agent}.
 */
@NullMarked
package io.dashstream.examples.quickstart;

import org.jspecify.annotations.NullMarked;
