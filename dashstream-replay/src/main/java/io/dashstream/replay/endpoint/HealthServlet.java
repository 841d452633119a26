package io.dashstream.replay.endpoint;

import io.dashstream.replay.health.HealthJson;
import io.dashstream.replay.health.HealthMonitor;
import io.dashstream.replay.health.HealthReport;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code /health}: 200 if ready, 503 if not, and the whole report either way. */
final class HealthServlet extends HttpServlet {

    private final transient HealthMonitor monitor;

    HealthServlet(HealthMonitor monitor) {
        this.monitor = monitor;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HealthReport report = monitor.report();
        JsonAnswer.send(
                response,
                report.isReady() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                HealthJson.of(report));
    }
}
