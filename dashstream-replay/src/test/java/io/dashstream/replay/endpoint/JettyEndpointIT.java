package io.dashstream.replay.endpoint;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** The endpoint in Jetty. */
@ExtendWith(BrokerOfClass.class)
class JettyEndpointIT {

    @Nested
    class Access extends AccessContract {

        Access() {
            super(JettyServer::serving);
        }
    }

    @Nested
    class Socket extends SocketContract {

        Socket() {
            super(JettyServer::serving);
        }
    }

    @Nested
    class Events extends EventsContract {

        Events() {
            super(JettyServer::serving);
        }
    }

    @Nested
    class RunApi extends RunApiContract {

        RunApi() {
            super(JettyServer::serving);
        }
    }

    @Nested
    class Status extends StatusContract {

        Status() {
            super(JettyServer::serving);
        }
    }
}
