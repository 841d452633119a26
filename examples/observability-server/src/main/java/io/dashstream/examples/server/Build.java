package io.dashstream.examples.server;

import io.dashstream.replay.health.ServerVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build this is, as Maven wrote it into {@code build.properties}. */
final class Build {

    private static final String COMPONENT = "dashstream-observability-server";

    private Build() {}

    static ServerVersion version() {
        Properties build = new Properties();
        try (InputStream in = Build.class.getResourceAsStream("/build.properties")) {
            if (in != null) {
                build.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("build.properties can't be read", e);
        }
        return new ServerVersion(
                COMPONENT, build.getProperty("git_sha", "unknown"), build.getProperty("build_date", "unknown"));
    }
}
