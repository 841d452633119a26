/** Internal, may change at any time: the bounded way from the calling threads to the worker. */
@NullMarked
package io.dashstream.producer.queue;

import org.jspecify.annotations.NullMarked;
