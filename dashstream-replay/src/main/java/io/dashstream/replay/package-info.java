/** What the other packages of the replay module share. */
@NullMarked
package io.dashstream.replay;

import org.jspecify.annotations.NullMarked;
