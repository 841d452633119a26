package io.dashstream.kafka.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;

/**
 * A real Kafka broker in a JVM of its own, so that a test can kill it, freeze it and start it again.
 *
 * <pre>{@code
 * try (KafkaProcess kafka = KafkaProcess.builder().start()) {
 *     kafka.createTopic("dashstream-events", 1);
 *     kafka.kill();     // SIGKILL: nothing is flushed, nobody is told
 *     kafka.start();    // same port, same records, about 2-3 s
 *     kafka.pause();    // SIGSTOP: connections stay open, nothing answers
 *     kafka.resume();
 * }
 * }</pre>
 *
 * <p>SIGKILL leaves the operating system's page cache alone: records that were acknowledged are still there afterwards. It says nothing about
 * power loss. The controller gives a dead broker up after 1 s instead of 9 s, so that a restart after SIGKILL is short. The child logs to
 * {@link #logFile()} and dies with this JVM, but for a child that is paused while this JVM itself is killed. Needs a POSIX shell for pause and
 * resume.
 */
public final class KafkaProcess implements KafkaNode {

    /** Everything into the child's own file, however quiet the class path's settings keep the tests of this JVM. */
    private static final Map<String, String> LOGGING = new TreeMap<>(Map.of(
            "logFile", "System.err",
            "showDateTime", "true",
            "dateTimeFormat", "HH:mm:ss.SSS",
            "defaultLogLevel", "info",
            "log.org.apache.kafka", "info",
            "log.kafka", "info"));

    private final BrokerSettings settings;
    private final List<String> jvmOptions;
    private final String classPath;
    private final BrokerAdmin admin = new BrokerAdmin();
    private Optional<ChildJvm> child = Optional.empty();
    private boolean closed;

    private KafkaProcess(BrokerSettings settings, Builder builder) {
        this.settings = settings;
        this.jvmOptions = List.copyOf(builder.jvmOptions);
        this.classPath = builder.classPath;
    }

    /**
     * A builder with defaults for everything: a temporary directory, a free port, plain text, 256 MiB of heap.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String bootstrapServers() {
        return settings.clientAddress();
    }

    @Override
    public int port() {
        return settings.clientPort();
    }

    @Override
    public Path directory() {
        return settings.directory().root();
    }

    /**
     * Where the child's log goes; every start appends.
     *
     * @return a file in {@link #directory()}
     */
    public Path logFile() {
        return settings.directory().log();
    }

    @Override
    public boolean isRunning() {
        return child.filter(ChildJvm::isAlive).isPresent();
    }

    /**
     * The process id of the broker.
     *
     * @return the process id
     * @throws IllegalStateException if the broker is down
     */
    public long pid() {
        return running().pid();
    }

    @Override
    public void start() {
        if (closed) {
            throw new IllegalStateException("This broker was closed: " + this);
        }
        if (isRunning()) {
            throw new IllegalStateException("This broker runs already: " + this);
        }
        Ports.requireFree(settings.clientPort());
        Ports ports = new Ports(new SplittableRandom(), settings.clientPort());
        int internalPort = ports.free();
        writeProperties(settings.toProperties(internalPort, ports.free()));
        ChildJvm started =
                ChildJvm.start(command(), settings.directory().log(), settings.directory()::deleteIfTemporary);
        child = Optional.of(started);
        started.awaitReady();
        admin.port(internalPort);
    }

    @Override
    public void stop() {
        child.ifPresent(ChildJvm::terminate);
        child = Optional.empty();
    }

    /**
     * Kills the broker with SIGKILL and waits until the process is gone.
     *
     * @throws IllegalStateException if the broker is down
     */
    public void kill() {
        running().kill();
        child = Optional.empty();
    }

    /**
     * Freezes the broker with SIGSTOP: its connections stay open and nothing answers.
     *
     * @throws IllegalStateException if the broker is down
     */
    public void pause() {
        running().pause();
    }

    /**
     * Lets a paused broker go on, with SIGCONT.
     *
     * @throws IllegalStateException if the broker is down
     */
    public void resume() {
        running().resume();
    }

    @Override
    public Admin openAdmin() {
        return admin.open();
    }

    /** Ends the broker: the orderly way if its directory is kept, at once if the records go with it. */
    @Override
    public void close() {
        closed = true;
        if (settings.directory().temporary()) {
            child.ifPresent(ChildJvm::kill);
            child = Optional.empty();
        } else {
            stop();
        }
        settings.directory().deleteIfTemporary();
    }

    @Override
    public String toString() {
        return "KafkaProcess[" + bootstrapServers() + ", " + directory() + "]";
    }

    private ChildJvm running() {
        return child.filter(ChildJvm::isAlive)
                .orElseThrow(() -> new IllegalStateException("This broker is down: " + this));
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        LOGGING.forEach((name, value) -> command.add("-Dorg.slf4j.simpleLogger." + name + "=" + value));
        command.add("-cp");
        command.add(classPath);
        command.add(BrokerMain.class.getName());
        command.add(settings.directory().properties().toString());
        return command;
    }

    private void writeProperties(Properties properties) {
        Path file = settings.directory().properties();
        try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            properties.store(writer, "written anew at each start");
        } catch (IOException e) {
            throw new UncheckedIOException("Could not write " + file, e);
        }
    }

    /** Builds a {@link KafkaProcess}. */
    public static final class Builder extends BrokerBuilder<Builder> {

        private List<String> jvmOptions = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        private String classPath = System.getProperty("java.class.path");

        Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Options of the child JVM (default {@code -Xmx256m} and what makes it start soon).
         *
         * @param newJvmOptions options, in place of the default ones
         * @return this builder
         */
        public Builder jvmOptions(List<String> newJvmOptions) {
            jvmOptions = List.copyOf(newJvmOptions);
            return this;
        }

        /**
         * The child's class path (default: this JVM's). Say it where this JVM's own does not hold Kafka, as in a Maven plugin.
         *
         * @param entries jars and class folders
         * @return this builder
         */
        public Builder classPath(List<Path> entries) {
            classPath = String.join(
                    File.pathSeparator, entries.stream().map(Path::toString).toList());
            return this;
        }

        /**
         * Starts the broker and waits until it serves clients.
         *
         * @return the running broker; the caller closes it
         * @throws EmbeddedKafkaException if the port is in use or Kafka does not come up
         */
        public KafkaProcess start() {
            KafkaProcess kafka = new KafkaProcess(settings(BrokerSettings.SessionTimeout.SHORT), this);
            return Startup.startOrClose(kafka);
        }
    }
}
