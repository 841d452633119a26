/** What the tests of all modules share: seeded property tests and generated JSON. Never a dependency of main code. */
@NullMarked
package io.dashstream.testing;

import org.jspecify.annotations.NullMarked;
