package io.dashstream.replay.endpoint;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What is at the path of the WebSocket for whoever does not open one. */
final class UpgradeServlet extends HttpServlet {

    private static final int UPGRADE_REQUIRED = 426;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Upgrade", "websocket");
        JsonAnswer.error(
                response,
                UPGRADE_REQUIRED,
                "upgrade_required",
                "this is a WebSocket; sessions over plain HTTP are at /events");
    }
}
