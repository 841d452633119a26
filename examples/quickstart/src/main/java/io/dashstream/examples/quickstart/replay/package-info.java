/** Reads runs back from Kafka, as another process would: knowing nothing but where Kafka is and what the threads are called. */
@NullMarked
package io.dashstream.examples.quickstart.replay;

import org.jspecify.annotations.NullMarked;
