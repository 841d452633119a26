package io.dashstream.examples.quickstart;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the user asked for.
 *
 * @param bootstrapServers the broker to use; empty for one of our own
 * @param topic            the topic for the telemetry
 * @param help             whether only to explain the options
 */
record Options(Optional<String> bootstrapServers, String topic, boolean help) {

    static final String DEFAULT_TOPIC = "dashstream-quickstart";

    static final String USAGE = """
            Runs a research agent three times at once, sends its telemetry through Kafka, replays it and
            verifies every state.

              --bootstrap-servers HOST:PORT[,HOST:PORT...]
                              the Kafka to use; default: one in this process, gone afterwards
              --topic NAME    the topic, created if it is not there; default: dashstream-quickstart
              --help          this text

            ./mvnw -q compile exec:java -pl examples/quickstart -am \\
                -Dexec.args="--bootstrap-servers localhost:9092"
            """;

    private static final String BOOTSTRAP_SERVERS = "--bootstrap-servers";
    private static final String TOPIC = "--topic";
    private static final String HELP = "--help";
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+):([0-9]{1,5})");
    private static final Pattern TOPIC_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    private static final int HIGHEST_PORT = 65_535;

    static Options parse(List<String> arguments) {
        Options options = new Options(Optional.empty(), DEFAULT_TOPIC, false);
        for (int i = 0; i < arguments.size(); i++) {
            String name = arguments.get(i);
            switch (name) {
                case HELP -> options = new Options(options.bootstrapServers, options.topic, true);
                case BOOTSTRAP_SERVERS -> {
                    String value = servers(valueOf(name, arguments, ++i));
                    options = new Options(Optional.of(value), options.topic, options.help);
                }
                case TOPIC -> {
                    String value = topicName(valueOf(name, arguments, ++i));
                    options = new Options(options.bootstrapServers, value, options.help);
                }
                default ->
                    throw new BadOptionException("Unknown option \"" + name + "\"; allowed are " + BOOTSTRAP_SERVERS
                            + " HOST:PORT, " + TOPIC + " NAME and " + HELP);
            }
        }
        return options;
    }

    private static String valueOf(String name, List<String> arguments, int index) {
        if (index >= arguments.size()) {
            throw new BadOptionException("Option " + name + " needs a value behind it");
        }
        return arguments.get(index);
    }

    private static String servers(String value) {
        for (String address : value.split(",", -1)) {
            var matcher = ADDRESS.matcher(address);
            if (!matcher.matches() || !isPort(Integer.parseInt(matcher.group(2)))) {
                throw new BadOptionException("Option " + BOOTSTRAP_SERVERS + " is \"" + value
                        + "\"; allowed is HOST:PORT with a port from 1 to " + HIGHEST_PORT
                        + ", or several separated by commas");
            }
        }
        return value;
    }

    private static boolean isPort(int port) {
        return port >= 1 && port <= HIGHEST_PORT;
    }

    /** Kafka's own rule. */
    private static String topicName(String value) {
        if (!TOPIC_NAME.matcher(value).matches() || value.equals(".") || value.equals("..")) {
            throw new BadOptionException(
                    "Option " + TOPIC + " is \"" + value
                            + "\"; allowed are 1 to 249 letters, digits, dots, underscores and hyphens, but not \".\" or \"..\"");
        }
        return value;
    }
}
