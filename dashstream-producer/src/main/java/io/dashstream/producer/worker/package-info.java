/** Internal, may change at any time: the one thread that diffs, hashes, encodes and sends. */
@NullMarked
package io.dashstream.producer.worker;

import org.jspecify.annotations.NullMarked;
