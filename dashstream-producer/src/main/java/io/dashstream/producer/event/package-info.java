/** Internal, may change at any time: what a calling thread hands over, as plain records that cost it next to nothing. */
@NullMarked
package io.dashstream.producer.event;

import org.jspecify.annotations.NullMarked;
