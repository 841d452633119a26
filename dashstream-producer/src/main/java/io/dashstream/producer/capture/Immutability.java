package io.dashstream.producer.capture;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.Set;
import java.util.UUID;

/** What is known about classes without looking at their instances. */
final class Immutability {

    private static final Set<Class<?>> CONSTANTS = Set.of(
            String.class,
            Integer.class,
            Long.class,
            Double.class,
            Float.class,
            Short.class,
            Byte.class,
            Boolean.class,
            Character.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            URI.class,
            Class.class);

    private Immutability() {}

    /** Whether a container of this very class holds the same elements for ever; views of mutable containers do not. */
    static boolean keepsItsParts(Class<?> type) {
        String name = type.getName();
        if (name.startsWith("java.util.")) {
            return name.startsWith("java.util.ImmutableCollections$")
                    || name.startsWith("java.util.Collections$Empty")
                    || name.startsWith("java.util.Collections$Singleton")
                    || name.equals("java.util.KeyValueHolder");
        }
        return name.startsWith("com.google.common.collect.") && name.contains("Immutable");
    }

    /** Whether every instance of this class is a constant without parts. */
    static boolean isConstant(Class<?> type) {
        return CONSTANTS.contains(type) || type.isEnum() || isOfJavaTime(type);
    }

    static boolean isOfJavaTime(Class<?> type) {
        return isOfJdk(type) && type.getName().startsWith("java.time.");
    }

    /** Whether a class is part of the Java platform. */
    static boolean isOfJdk(Class<?> type) {
        String module = type.getModule().getName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }
}
