package io.dashstream.producer.capture;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One property of a bean or a record, and the final field behind it if there is one. */
final class Property {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final MethodType READER = MethodType.methodType(Object.class, Object.class);

    private final String name;
    private final MethodHandle reader;
    private final @Nullable MethodHandle finalField;

    private Property(String name, MethodHandle reader, @Nullable MethodHandle finalField) {
        this.name = name;
        this.reader = reader;
        this.finalField = finalField;
    }

    /** A property read by a method; empty if the module system does not let us call it. */
    static Optional<Property> ofGetter(String name, Method getter, @Nullable Field field) {
        return handle(getter).map(reader -> new Property(name, reader, finalHandle(field)));
    }

    /** A property read from a field; empty if the module system does not let us read it. */
    static Optional<Property> ofField(String name, Field field) {
        return handle(field).map(reader -> new Property(name, reader, finalHandle(field)));
    }

    private static @Nullable MethodHandle finalHandle(@Nullable Field field) {
        if (field == null || !Modifier.isFinal(field.getModifiers())) {
            return null;
        }
        return handle(field).orElse(null);
    }

    private static Optional<MethodHandle> handle(Method method) {
        method.trySetAccessible();
        try {
            return Optional.of(LOOKUP.unreflect(method).asType(READER));
        } catch (IllegalAccessException e) {
            return Optional.empty();
        }
    }

    private static Optional<MethodHandle> handle(Field field) {
        field.trySetAccessible();
        try {
            return Optional.of(LOOKUP.unreflectGetter(field).asType(READER));
        } catch (IllegalAccessException e) {
            return Optional.empty();
        }
    }

    String name() {
        return name;
    }

    boolean hasFinalField() {
        return finalField != null;
    }

    /** Reads the property; throws whatever the getter throws. */
    @Nullable
    Object read(Object owner) throws Throwable {
        return (Object) reader.invokeExact(owner);
    }

    /** Reads the property, or returns {@code null} if the getter throws. */
    @Nullable
    Object readOrNull(Object owner) {
        try {
            return read(owner);
        } catch (Throwable e) {
            return null;
        }
    }

    /** Whether a value that was read is just what the final field holds, so that it will be read for ever. */
    boolean holds(@Nullable Object value, Object owner) throws Throwable {
        if (finalField == null) {
            return false;
        }
        Object held = (Object) finalField.invokeExact(owner);
        return held == value || (value != null && Immutability.isConstant(value.getClass()) && value.equals(held));
    }
}
