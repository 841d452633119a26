/**
 * What an application adds to its agent graph: {@link io.dashstream.producer.DashStreamProducer}, one per process, and the
 * handles it gives out.
 */
@NullMarked
package io.dashstream.producer;

import org.jspecify.annotations.NullMarked;
