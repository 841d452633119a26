/** What settings of producers and servers may be, and how one that is not allowed is refused: the same on both sides. */
@NullMarked
package io.dashstream.core.settings;

import org.jspecify.annotations.NullMarked;
