package io.dashstream.replay.endpoint;

import io.dashstream.replay.health.ServerVersion;
import io.dashstream.replay.hub.SessionHub;
import io.dashstream.replay.reader.ReplayReader;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code /version}. */
final class VersionServlet extends HttpServlet {

    private final transient ServerVersion version;
    private final transient ReplayReader reader;
    private final transient SessionHub hub;

    VersionServlet(ServerVersion version, ReplayReader reader, SessionHub hub) {
        this.version = version;
        this.reader = reader;
        this.hub = hub;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        JsonAnswer.send(response, HttpServletResponse.SC_OK, version.toJson(reader, hub.limits()));
    }
}
