package io.dashstream.core.wire;

import java.util.regex.Pattern;

/** The topic that producers write to and servers read: one default for both, and one rule of what a name may be. */
public final class TelemetryTopic {

    /** The topic where nothing else is said. */
    public static final String DEFAULT_NAME = "dashstream-events";

    /** What a name may be, in words. */
    public static final String ALLOWED = "1 to 249 letters, digits, dots, underscores and hyphens";

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private TelemetryTopic() {}

    /**
     * Whether Kafka takes a name.
     *
     * @param name the name
     * @return whether it is {@link #ALLOWED}
     */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }
}
