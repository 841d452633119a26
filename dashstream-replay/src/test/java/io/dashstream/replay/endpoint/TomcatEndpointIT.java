package io.dashstream.replay.endpoint;

/** The endpoint in Tomcat. */
class TomcatEndpointIT extends EndpointContract {

    TomcatEndpointIT() {
        super(TomcatServer::serving);
    }
}
