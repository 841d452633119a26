package io.dashstream.kafka.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A broker's directory: the user's own, which is kept, or a temporary one, which is deleted at the end. */
record KafkaDirectory(Path root, boolean temporary) {

    static KafkaDirectory makeTemporary() {
        try {
            return new KafkaDirectory(Files.createTempDirectory("dashstream-kafka-"), true);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not make a temporary directory for Kafka", e);
        }
    }

    static KafkaDirectory make(Path root) {
        try {
            return new KafkaDirectory(Files.createDirectories(root).toAbsolutePath(), false);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not make the directory for Kafka: " + root, e);
        }
    }

    /** Kafka takes every folder beside its partitions for a partition, so it gets a folder of its own. */
    Path data() {
        return root.resolve("data");
    }

    Path log() {
        return root.resolve("broker.log");
    }

    Path properties() {
        return root.resolve("broker.properties");
    }

    void deleteIfTemporary() {
        if (!temporary) {
            return;
        }
        try {
            Files.walkFileTree(root, new Deleter());
        } catch (NoSuchFileException alreadyGone) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("Could not delete " + root, e);
        }
    }

    private static final class Deleter extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
            if (e != null) {
                throw e;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
