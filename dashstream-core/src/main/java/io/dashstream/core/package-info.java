/** What the other packages of the core share. */
@NullMarked
package io.dashstream.core;

import org.jspecify.annotations.NullMarked;
