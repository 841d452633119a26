package io.dashstream.producer.capture;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The codec of one class of chat messages (or their contents) of LangChain4j or Spring AI, known by name only. A message is its
 * {@code type}, then what the class shows, without what is empty; if its contents are one text, they are its {@code text}.
 */
final class ChatMessages implements ValueCodec {

    private static final String LANGCHAIN4J = "dev.langchain4j.data.message.";
    private static final String LANGCHAIN4J_TEXT = LANGCHAIN4J + "TextContent";
    private static final String SPRING_AI = "org.springframework.ai.";
    private static final String SPRING_AI_MEDIA = SPRING_AI + "content.Media";
    private static final Set<String> MESSAGES =
            Set.of(LANGCHAIN4J + "ChatMessage", LANGCHAIN4J + "Content", SPRING_AI + "chat.messages.Message");
    /** What the libraries' classes call the type of a message. */
    private static final Set<String> TYPE_NAMES = Set.of("type", "messageType");
    /** Throws unless the data is bytes, and then says what {@code data} says. */
    private static final String SPRING_AI_MEDIA_BYTES = "dataAsByteArray";

    private final Class<?> messageClass;
    private final Optional<Property> type;
    private final List<Property> properties;
    private final Optional<Property> textOfContent;
    private final boolean canFreeze;
    private final boolean copiesItsParts;

    private ChatMessages(Class<?> messageClass, List<Property> all) {
        this.messageClass = messageClass;
        this.type = typeOf(messageClass, all);
        this.properties = all.stream()
                .filter(property -> !TYPE_NAMES.contains(property.name()))
                .filter(property -> !property.name().equals(SPRING_AI_MEDIA_BYTES))
                .toList();
        this.textOfContent = textOfContent(messageClass);
        this.canFreeze = Properties.areAllThereIs(messageClass, all);
        // These classes wrap copies of their own; the tests prove it with the real ones.
        this.copiesItsParts = messageClass.getName().startsWith(LANGCHAIN4J);
    }

    /** Returns the codec of a class if it is a message of one of the libraries. */
    static Optional<ValueCodec> of(Class<?> type) {
        return type.getName().equals(SPRING_AI_MEDIA) || isMessage(type)
                ? Optional.of(new ChatMessages(type, Properties.of(type)))
                : Optional.empty();
    }

    private static boolean isMessage(Class<?> type) {
        for (Class<?> up = type; up != null; up = up.getSuperclass()) {
            for (Class<?> parent : up.getInterfaces()) {
                if (MESSAGES.contains(parent.getName()) || isMessage(parent)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Optional<Property> typeOf(Class<?> messageClass, List<Property> properties) {
        for (Property property : properties) {
            if (TYPE_NAMES.contains(property.name())) {
                return Optional.of(property);
            }
        }
        try {
            return Property.ofGetter("type", messageClass.getMethod("type"), null);
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        }
    }

    private static Optional<Property> textOfContent(Class<?> messageClass) {
        try {
            Class<?> content = Class.forName(LANGCHAIN4J_TEXT, false, messageClass.getClassLoader());
            return Property.ofGetter("text", content.getMethod("text"), null);
        } catch (ClassNotFoundException | NoSuchMethodException e) {
            return Optional.empty();
        }
    }

    @Override
    public Piece encode(Object message, @Nullable Piece old, StateWalk walk) {
        if (!walk.open(message)) {
            return Substitutes.notOpened(message, old, walk);
        }
        ObjectAssembly object = new ObjectAssembly(old, 4, walk);
        type.ifPresent(property -> add("type", property, message, object, walk));
        for (Property property : properties) {
            add(property.name(), property, message, object, walk);
            if (walk.stopped()) {
                break;
            }
        }
        walk.close();
        return object.finish(message, canFreeze);
    }

    private void add(String name, Property property, Object message, ObjectAssembly object, StateWalk walk) {
        try {
            Object value = property.read(message);
            boolean ownCopy = copiesItsParts && isUnmodifiable(value);
            Object oneText = oneText(value);
            if (isEmpty(value)) {
                if (value != null && !ownCopy) {
                    object.neverFrozen();
                }
            } else if (oneText != null && textOfContent.isPresent()) {
                addText(oneText, textOfContent.get(), ownCopy, object);
            } else {
                Piece piece = walk.child(value, object.before(name));
                object.addEncoded(name, ownCopy && piece.partsFrozen() ? piece.readFrom(value, true) : piece);
            }
        } catch (Throwable e) {
            object.neverFrozen();
            String typeName = Substitutes.typeName(messageClass);
            object.addEncoded(name, walk.failedRead(typeName, e, object.before(name)));
        }
    }

    private static void addText(Object content, Property text, boolean ownCopy, ObjectAssembly object)
            throws Throwable {
        object.add("text", text.read(content));
        if (!ownCopy) {
            object.neverFrozen();
        }
    }

    /** Returns what a message consists of if that is one text. */
    private static @Nullable Object oneText(@Nullable Object value) {
        if (!(value instanceof List<?> contents) || contents.size() != 1) {
            return null;
        }
        Object content = contents.get(0);
        return content != null && content.getClass().getName().equals(LANGCHAIN4J_TEXT) ? content : null;
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || (value instanceof Collection<?> collection && collection.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    private static boolean isUnmodifiable(@Nullable Object value) {
        return value != null
                && (value.getClass().getName().startsWith("java.util.Collections$Unmodifiable")
                        || Immutability.keepsItsParts(value.getClass()));
    }
}
