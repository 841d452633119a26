package io.dashstream.kafka.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The child JVM of {@link KafkaProcess}: one argument, a properties file. Says {@link #READY} on standard output when it serves clients and
 * logs to standard error. Ends on SIGTERM the orderly way, and at once when standard input ends, for then the parent is dead: the kernel
 * closes the pipe however the parent died.
 */
final class BrokerMain {

    static final String READY = "READY";

    private BrokerMain() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream signals = System.out;
        System.setOut(System.err);
        haltWithParent(System.in);
        RaftBroker broker = RaftBroker.start(read(Path.of(arguments[0])));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::stop, "stop-broker"));
        signals.println(READY);
        signals.flush();
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return properties;
    }

    private static void haltWithParent(InputStream parent) {
        Thread watcher = new Thread(() -> awaitEnd(parent), "watch-parent");
        watcher.setDaemon(true);
        watcher.start();
    }

    private static void awaitEnd(InputStream parent) {
        try {
            parent.transferTo(PrintStream.nullOutputStream());
        } catch (IOException pipeBroken) {
            System.err.println("Lost the parent: " + pipeBroken);
        }
        Runtime.getRuntime().halt(1);
    }
}
