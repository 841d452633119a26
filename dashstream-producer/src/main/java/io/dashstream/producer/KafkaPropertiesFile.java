package io.dashstream.producer;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** A file of Kafka's own properties, as its tools take it: where an environment keeps TLS and SASL. */
final class KafkaPropertiesFile {

    static final String VARIABLE = "KAFKA_PROPERTIES_FILE";

    private KafkaPropertiesFile() {}

    static Map<String, String> read(String path) {
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of(path))) {
            properties.load(file);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new ProducerException(
                    VARIABLE + " is \"" + path + "\", which can't be read as a file of Java properties: " + unreadable,
                    unreadable);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }
}
