package io.dashstream.replay.endpoint;

/** The endpoint in Jetty. */
class JettyEndpointIT extends EndpointContract {

    JettyEndpointIT() {
        super(JettyServer::serving);
    }
}
