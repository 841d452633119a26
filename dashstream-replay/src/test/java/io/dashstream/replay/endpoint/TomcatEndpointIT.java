package io.dashstream.replay.endpoint;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** The endpoint in Tomcat. */
@ExtendWith(BrokerOfClass.class)
class TomcatEndpointIT {

    @Nested
    class Access extends AccessContract {

        Access() {
            super(TomcatServer::serving);
        }
    }

    @Nested
    class Socket extends SocketContract {

        Socket() {
            super(TomcatServer::serving);
        }
    }

    @Nested
    class Events extends EventsContract {

        Events() {
            super(TomcatServer::serving);
        }
    }

    @Nested
    class RunApi extends RunApiContract {

        RunApi() {
            super(TomcatServer::serving);
        }
    }

    @Nested
    class Status extends StatusContract {

        Status() {
            super(TomcatServer::serving);
        }
    }
}
