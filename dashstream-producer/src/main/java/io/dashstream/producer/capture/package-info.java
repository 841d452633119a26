/**
 * From any Java state to an immutable JSON tree, and from there to a tree without secrets.
 *
 * <p>{@link io.dashstream.producer.capture.StateEncoder} runs on the graph's own thread and therefore never throws, never consumes
 * what it looks at and pays only for what changed since the last capture. {@link io.dashstream.producer.capture.Redactor} runs
 * before anything is compared, hashed or sent.
 */
@NullMarked
package io.dashstream.producer.capture;

import org.jspecify.annotations.NullMarked;
