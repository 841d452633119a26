package io.dashstream.examples.server;

import io.dashstream.replay.health.ServerVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build this is, as the build wrote it down. */
final class Build {

    private static final String COMPONENT = "dashstream-observability-server";
    private static final String UNKNOWN = "unknown";

    private Build() {}

    static ServerVersion version() {
        return new ServerVersion(
                COMPONENT,
                read("/git.properties").getProperty("git.commit.id.full", UNKNOWN),
                read("/build.properties").getProperty("build.date", UNKNOWN));
    }

    private static Properties read(String file) {
        Properties written = new Properties();
        try (InputStream in = Build.class.getResourceAsStream(file)) {
            if (in != null) {
                written.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read", e);
        }
        return written;
    }
}
