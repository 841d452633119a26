package io.dashstream.producer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a producer when the JVM shuts down. Once the producer is closed otherwise, the JVM lets go of it. */
final class ShutdownHook {

    private static final Logger LOG = LoggerFactory.getLogger(DashStreamProducer.class);

    private final Thread thread;

    ShutdownHook(String name, Runnable close) {
        this.thread = new Thread(close, name);
    }

    void install() {
        try {
            Runtime.getRuntime().addShutdownHook(thread);
        } catch (IllegalStateException shuttingDown) {
            LOG.warn("The JVM is shutting down already: {} does nothing", thread.getName());
        }
    }

    /** Does nothing if there is no hook, or if it runs. */
    void remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException shuttingDown) {
            LOG.debug("{} is running", thread.getName());
        }
    }
}
