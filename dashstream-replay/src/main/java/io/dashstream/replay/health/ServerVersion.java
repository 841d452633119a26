package io.dashstream.replay.health;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.wire.SchemaVersion;
import io.dashstream.replay.hub.SessionLimits;
import io.dashstream.replay.reader.ReaderSettings;
import io.dashstream.replay.reader.ReplayReader;
import java.util.Locale;
import java.util.Optional;

/**
 * Which server this is; as JSON it is what existing DashStream clients ask for before they connect.
 *
 * @param component the server's name
 * @param gitSha the commit that it was built from
 * @param buildDate when it was built
 */
public record ServerVersion(String component, String gitSha, String buildDate) {

    private static final String UNKNOWN = "unknown";

    /**
     * A server that says no more than that it is one of ours.
     *
     * @return the version
     */
    public static ServerVersion unknown() {
        return new ServerVersion("dashstream-replay", UNKNOWN, UNKNOWN);
    }

    /**
     * Writes the version.
     *
     * @param reader the reader, whose epoch is the namespace that clients store their cursors under
     * @param limits the limits of sessions
     * @return an object
     */
    public ObjectNode toJson(ReplayReader reader, SessionLimits limits) {
        ReaderSettings settings = reader.settings();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("component", component);
        json.put("git_sha", gitSha);
        json.put("build_date", buildDate);
        json.put("library_version", libraryVersion());
        json.put("schema_version", SchemaVersion.CURRENT);
        json.put("max_payload_bytes", settings.maxMessageBytes());
        json.put("kafka_topic", settings.topic());
        json.put("decode_error_policy", settings.poisonPolicy().name().toLowerCase(Locale.ROOT));
        ObjectNode effective = json.putObject("settings");
        settings.effective().forEach(effective::put);
        limits.effective().forEach(effective::put);
        reader.stats()
                .epoch()
                .ifPresentOrElse(
                        epoch -> json.put("resume_namespace", epoch.value()), () -> json.putNull("resume_namespace"));
        return json;
    }

    private static String libraryVersion() {
        return Optional.ofNullable(ServerVersion.class.getPackage().getImplementationVersion())
                .orElse(UNKNOWN);
    }
}
