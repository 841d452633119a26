/** The settings of everything that a server embeds: names, ranges, and how an environment gives them. */
@NullMarked
package io.dashstream.replay.settings;

import org.jspecify.annotations.NullMarked;
