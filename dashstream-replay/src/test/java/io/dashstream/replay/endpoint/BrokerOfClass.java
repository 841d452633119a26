package io.dashstream.replay.endpoint;

import io.dashstream.kafka.embedded.EmbeddedKafka;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One broker for a test class and all that is nested in it, from its first test to its last. */
final class BrokerOfClass implements BeforeAllCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(BrokerOfClass.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        broker(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == EmbeddedKafka.class;
    }

    @Override
    public EmbeddedKafka resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return broker(context);
    }

    /** What an enclosing class has is found here too, and closed with that class. */
    private static EmbeddedKafka broker(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .computeIfAbsent(
                        EmbeddedKafka.class, key -> EmbeddedKafka.builder().start(), EmbeddedKafka.class);
    }
}
