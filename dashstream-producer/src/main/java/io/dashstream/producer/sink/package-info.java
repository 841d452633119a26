/** Where encoded records go: the {@link io.dashstream.producer.sink.TelemetrySink} interface and its two implementations. */
@NullMarked
package io.dashstream.producer.sink;

import org.jspecify.annotations.NullMarked;
