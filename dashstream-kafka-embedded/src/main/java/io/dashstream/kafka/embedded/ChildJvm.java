package io.dashstream.kafka.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One life of the broker's process, and the signals that can be sent to it. */
final class ChildJvm {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration KILL_AT_EXIT_TIMEOUT = Duration.ofSeconds(2);
    private static final int TAIL_LINES = 15;

    private final Process process;
    private final Path log;
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
    private final Thread killAtExit;

    private ChildJvm(Process process, Path log, Runnable atExit) {
        this.process = process;
        this.log = log;
        this.killAtExit = new Thread(() -> killAtExit(process, atExit), "kill-kafka-" + process.pid());
    }

    private static void killAtExit(Process process, Runnable then) {
        process.destroyForcibly();
        process.onExit()
                .completeOnTimeout(process, KILL_AT_EXIT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        then.run();
    }

    /** Starts a JVM; if this one ends before it, it is killed and what is to be done then is done. */
    static ChildJvm start(List<String> command, Path log, Runnable atExit) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            ChildJvm child = new ChildJvm(builder.start(), log, atExit);
            // The pipe on standard input ends a running child; this hook ends a paused one too.
            Runtime.getRuntime().addShutdownHook(child.killAtExit);
            child.listen();
            return child;
        } catch (IOException e) {
            throw new EmbeddedKafkaException("Could not start a JVM for Kafka: " + e.getMessage(), e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    void awaitReady() {
        try {
            if (!ready.get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
                throw new EmbeddedKafkaException("Kafka did not start; the end of " + log + ":\n" + tail());
            }
        } catch (TimeoutException e) {
            kill();
            throw new EmbeddedKafkaException(
                    "Kafka was not ready after " + START_TIMEOUT.toSeconds() + " s; the end of " + log + ":\n" + tail(),
                    e);
        } catch (ExecutionException e) {
            kill();
            throw new EmbeddedKafkaException("Lost the pipe to Kafka's JVM", e);
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw new EmbeddedKafkaException("Interrupted while Kafka started", e);
        }
    }

    void terminate() {
        if (process.isAlive()) {
            // SIGTERM waits for as long as the process is stopped.
            resume();
        }
        process.destroy();
        if (!awaitEnd()) {
            kill();
            throw new EmbeddedKafkaException("Kafka did not stop within " + STOP_TIMEOUT.toSeconds()
                    + " s and was killed; the end of " + log + ":\n" + tail());
        }
        forget();
    }

    void kill() {
        process.destroyForcibly();
        if (!awaitEnd()) {
            throw new EmbeddedKafkaException(
                    "Process " + pid() + " is still there " + STOP_TIMEOUT.toSeconds() + " s after SIGKILL");
        }
        forget();
    }

    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    private void listen() {
        Thread listener = new Thread(this::awaitSignal, "kafka-" + pid() + "-ready");
        listener.setDaemon(true);
        listener.start();
    }

    private void awaitSignal() {
        try {
            BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
            ready.complete(BrokerMain.READY.equals(lines.readLine()));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    /** By the shell's own {@code kill}: not every image carries the program of that name. */
    private void signal(String name) {
        try {
            int status = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new EmbeddedKafkaException("Could not send SIG" + name + " to process " + pid());
            }
        } catch (IOException e) {
            throw new EmbeddedKafkaException(
                    "Could not send SIG" + name + " to process " + pid() + ": no POSIX shell", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedKafkaException("Interrupted while sending SIG" + name, e);
        }
    }

    private boolean awaitEnd() {
        try {
            return process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedKafkaException("Interrupted while Kafka ended", e);
        }
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(killAtExit);
        } catch (IllegalStateException exitHasBegun) {
            // The hook runs now and finds a dead process.
            return;
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + log, e);
        }
    }
}
