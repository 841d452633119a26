/** Runs the tests of the JavaScript client. */
@NullMarked
package io.dashstream.client;

import org.jspecify.annotations.NullMarked;
