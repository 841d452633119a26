package io.dashstream.kafka.embedded;

import org.apache.kafka.common.utils.internals.Exit;

/**
 * Keeps a broker from ending the JVM it is a guest in. On a fatal fault, a lost controller start for one, Kafka's fault handlers call
 * {@code Runtime.halt}: right for a server process, but in a test or an application nobody would ever learn why the JVM was gone. Here
 * the fault becomes an error in the thread that had it.
 */
final class KafkaExit {

    private KafkaExit() {}

    /** For the rest of this JVM's life, so that the late fault of a broker that is being stopped finds it in place. */
    static void keepJvmAlive() {
        Exit.setExitProcedure(KafkaExit::refuse);
        Exit.setHaltProcedure(KafkaExit::refuse);
    }

    private static void refuse(int status, @org.jspecify.annotations.Nullable String message) {
        throw new EmbeddedKafkaException("The embedded broker wanted to end this JVM with status " + status
                + (message == null ? "" : ": " + message));
    }
}
