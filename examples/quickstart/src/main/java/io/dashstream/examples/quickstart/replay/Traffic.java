package io.dashstream.examples.quickstart.replay;

import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.DashStreamMessage;

/** Bytes of the record values of one thread, as they lie in Kafka. */
final class Traffic {

    private long bytes;
    private long stateBytes;

    void add(DashStreamMessage message, int size) {
        bytes += size;
        if (Messages.carriesState(message)) {
            stateBytes += size;
        }
    }

    long bytes() {
        return bytes;
    }

    long stateBytes() {
        return stateBytes;
    }
}
