package io.dashstream.replay.endpoint;

/** A servlet container of the tests with one endpoint in it. */
public interface WebServer extends AutoCloseable {

    /** Starts a container of this kind on a free port. */
    @FunctionalInterface
    interface Kind {
        WebServer serving(ReplayEndpoint endpoint) throws Exception;
    }

    int port();

    @Override
    void close();
}
