package io.dashstream.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;
import java.util.stream.Stream;

/** A class that opens a connection to Kafka: a second place would sooner or later miss the TLS settings. */
final class MakesKafkaClients extends DescribedPredicate<JavaClass> {

    private static final Set<String> CLIENTS = Set.of(
            "org.apache.kafka.clients.producer.KafkaProducer", "org.apache.kafka.clients.consumer.KafkaConsumer");
    private static final Set<String> ADMIN =
            Set.of("org.apache.kafka.clients.admin.Admin", "org.apache.kafka.clients.admin.AdminClient");

    MakesKafkaClients() {
        super("make Kafka clients");
    }

    @Override
    public boolean test(JavaClass type) {
        return Stream.concat(type.getConstructorCallsFromSelf().stream(), type.getMethodCallsFromSelf().stream())
                .anyMatch(MakesKafkaClients::makesClient);
    }

    private static boolean makesClient(JavaCall<?> call) {
        String owner = call.getTargetOwner().getName();
        return (CLIENTS.contains(owner) && call.getName().equals("<init>"))
                || (ADMIN.contains(owner) && call.getName().equals("create"));
    }
}
