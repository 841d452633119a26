package io.dashstream.producer.capture;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the properties of beans and records; Jackson's introspection does the finding, so its annotations (ignored, renamed)
 * count.
 *
 * <p>A property is what the class shows: a public getter, a public field, a public method that is named like a field of the same
 * type, or what an annotation includes. A class that shows nothing is read by its fields, private ones too. Static and transient
 * fields never count. Where there is a getter it is used, because a class may show less than it holds.
 */
final class Properties {

    private static final SerializationConfig CONFIG = JsonMapper.builder()
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .build()
            .getSerializationConfig();

    private Properties() {}

    /** Returns the properties of a class, in its order; empty if there are none that we may read. */
    static List<Property> of(Class<?> type) {
        List<Property> shown = new ArrayList<>();
        List<Property> hidden = new ArrayList<>();
        Set<Method> fluent = new HashSet<>();
        List<BeanPropertyDefinition> found = describe(type).findProperties();
        for (BeanPropertyDefinition definition : found) {
            Method method = definition.getGetter() == null ? fluentMethod(type, definition) : null;
            if (method != null) {
                fluent.add(method);
            }
        }
        for (BeanPropertyDefinition definition : found) {
            String name = definition.getName();
            Field field = fieldOf(definition);
            Method getter = definition.getGetter() == null ? fluentMethod(type, definition) : getterOf(definition);
            boolean twice = definition.getGetter() != null && fluent.contains(getter);
            if (getter != null && !twice) {
                Property.ofGetter(name, getter, field).ifPresent(shown::add);
            } else if (getter == null && field != null) {
                Property.ofField(name, field).ifPresent(isShown(field, definition) ? shown::add : hidden::add);
            }
        }
        return List.copyOf(shown.isEmpty() ? hidden : shown);
    }

    /**
     * Returns whether the properties are all that instances of a class consist of, each in a final field of its own: then an instance
     * changes only if one of these values does.
     */
    static boolean areAllThereIs(Class<?> type, List<Property> properties) {
        int fields = 0;
        for (Class<?> up = type; up != null; up = up.getSuperclass()) {
            for (Field field : up.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    continue;
                }
                if (!Modifier.isFinal(field.getModifiers())) {
                    return false;
                }
                fields++;
            }
        }
        return fields == properties.size() && properties.stream().allMatch(Property::hasFinalField);
    }

    /** Returns whether a class tells Jackson how to write it in ways that go beyond names of properties. */
    static boolean writesItself(Class<?> type) {
        BeanDescription description = describe(type);
        AnnotationIntrospector annotations = CONFIG.getAnnotationIntrospector();
        if (description.findAnyGetter() != null
                || description.findJsonValueAccessor() != null
                || annotations.findSerializer(description.getClassInfo()) != null) {
            return true;
        }
        return description.findProperties().stream()
                .map(BeanPropertyDefinition::getAccessor)
                .anyMatch(member -> member != null && writesItself(member, annotations));
    }

    private static boolean writesItself(AnnotatedMember member, AnnotationIntrospector annotations) {
        return annotations.findSerializer(member) != null || annotations.findUnwrappingNameTransformer(member) != null;
    }

    private static BeanDescription describe(Class<?> type) {
        return CONFIG.introspect(CONFIG.constructType(type));
    }

    private static @Nullable Field fieldOf(BeanPropertyDefinition definition) {
        return definition.getField() == null ? null : definition.getField().getAnnotated();
    }

    private static @Nullable Method getterOf(BeanPropertyDefinition definition) {
        return definition.getGetter() == null ? null : definition.getGetter().getAnnotated();
    }

    private static @Nullable Method fluentMethod(Class<?> type, BeanPropertyDefinition definition) {
        Field field = fieldOf(definition);
        if (field == null) {
            return null;
        }
        try {
            Method method = type.getMethod(field.getName());
            boolean reads = method.getReturnType() == field.getType() && !Modifier.isStatic(method.getModifiers());
            return reads ? method : null;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private static boolean isShown(Field field, BeanPropertyDefinition definition) {
        return Modifier.isPublic(field.getModifiers()) || definition.isExplicitlyIncluded();
    }
}
