/**
 * What things weigh on the heap, so that the queue's bound in bytes is one.
 *
 * <p>Internal: not for applications, and free to change.
 */
@NullMarked
package io.dashstream.producer.memory;

import org.jspecify.annotations.NullMarked;
