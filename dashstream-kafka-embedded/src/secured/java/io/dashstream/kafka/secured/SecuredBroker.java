package io.dashstream.kafka.secured;

import io.dashstream.kafka.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/**
 * A broker that its clients reach by TLS and SCRAM only, and that asks for each of them what it may do. The tests of producer
 * and replay are compiled with it.
 */
public final class SecuredBroker implements AutoCloseable {

    private static final String PASSWORD = "changeit";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required";

    private final EmbeddedKafka kafka;
    private final Path keys;
    private final List<Path> files = new ArrayList<>();

    /** Starts the broker. */
    public SecuredBroker() {
        keys = keyStore();
        kafka = EmbeddedKafka.builder()
                .clientProtocol(SecurityProtocol.SASL_SSL)
                .property("listener.name.client.ssl.keystore.location", keys.toString())
                .property("listener.name.client.ssl.keystore.password", PASSWORD)
                .property("listener.name.client.ssl.key.password", PASSWORD)
                .property("listener.name.client.sasl.enabled.mechanisms", "SCRAM-SHA-512")
                .property("listener.name.client.scram-sha-512.sasl.jaas.config", SCRAM + ";")
                .property("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .property("super.users", "User:ANONYMOUS")
                .start();
    }

    /** The key and, as it signs itself, the certificate to trust. */
    private static Path keyStore() {
        try {
            Path keys = Files.createTempDirectory("dashstream-keys").resolve("keys.p12");
            Process tool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "broker",
                            "-keyalg",
                            "EC",
                            "-storetype",
                            "PKCS12",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "SAN=dns:localhost,ip:127.0.0.1",
                            "-validity",
                            "2",
                            "-keystore",
                            keys.toString(),
                            "-storepass",
                            PASSWORD,
                            "-keypass",
                            PASSWORD)
                    .inheritIO()
                    .start();
            if (tool.waitFor() != 0) {
                throw new IllegalStateException("keytool ended with " + tool.exitValue());
            }
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The broker, for administration without a password. */
    public EmbeddedKafka kafka() {
        return kafka;
    }

    /** Makes a user. */
    public void user(String name, String password) {
        try (Admin admin = kafka.openAdmin()) {
            get(admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
                    .all());
        }
    }

    /** Lets a user write to and read from a topic. */
    public void allow(String name, String topic) {
        ResourcePattern resource = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
        try (Admin admin = kafka.openAdmin()) {
            get(admin.createAcls(List.of(
                            new AclBinding(resource, entry(name, AclOperation.WRITE)),
                            new AclBinding(resource, entry(name, AclOperation.READ))))
                    .all());
        }
    }

    private static AccessControlEntry entry(String name, AclOperation operation) {
        return new AccessControlEntry("User:" + name, "*", operation, AclPermissionType.ALLOW);
    }

    /** What a client of this user has to set. */
    public Map<String, Object> settings(String name, String password) {
        return Map.of(
                "security.protocol",
                "SASL_SSL",
                "ssl.truststore.location",
                keys.toString(),
                "ssl.truststore.password",
                PASSWORD,
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                SCRAM + " username=\"" + name + "\" password=\"" + password + "\";",
                "max.block.ms",
                3_000,
                "delivery.timeout.ms",
                5_000,
                "request.timeout.ms",
                2_000);
    }

    /** The same in a file, as an operator has it; gone with the broker. */
    public Path propertiesFile(String name, String password) {
        Properties properties = new Properties();
        settings(name, password).forEach((property, value) -> properties.setProperty(property, String.valueOf(value)));
        Path file = keys.resolveSibling(name + ".properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.add(file);
        return file;
    }

    private static void get(KafkaFuture<Void> future) {
        try {
            future.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kafka.close();
        try {
            Files.delete(keys);
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.delete(keys.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
