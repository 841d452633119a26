package io.dashstream.producer.capture;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The codec of one class of chat messages (or their contents) of LangChain4j or Spring AI, known by name only. A message is its
 * {@code type}, then what the class shows, without what is empty; if its contents are one text, they are its {@code text}.
 *
 * <p>A message is frozen on the same terms as any other bean: some versions of the libraries keep the lists that they are
 * given, and some let the attributes be changed.
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

    private ChatMessages(Class<?> messageClass, List<Property> all) {
        this.messageClass = messageClass;
        this.type = typeOf(messageClass, all);
        this.properties = all.stream()
                .filter(property -> !TYPE_NAMES.contains(property.name()))
                .filter(property -> !property.name().equals(SPRING_AI_MEDIA_BYTES))
                .sorted(Comparator.comparing(property -> !property.name().equals("text")))
                .toList();
        this.textOfContent = textOfContent(messageClass);
        this.canFreeze = Properties.areAllThereIs(messageClass, all);
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
        Object value;
        try {
            value = property.read(message);
        } catch (Throwable e) {
            object.neverFrozen();
            Piece before = object.before(name);
            object.addEncoded(name, walk.failedRead(Substitutes.typeName(messageClass), e, before));
            return;
        }
        Object oneText = oneText(value);
        if (isEmpty(value)) {
            if (value != null && !Immutability.keepsItsParts(value.getClass())) {
                object.neverFrozen();
            }
        } else if (oneText != null) {
            object.neverFrozen();
            object.add("text", oneText);
        } else {
            object.add(name, value);
        }
    }

    /** Returns the text of contents that are one text, or {@code null}. */
    private @Nullable Object oneText(@Nullable Object value) {
        if (textOfContent.isEmpty() || !(value instanceof List<?> contents) || contents.size() != 1) {
            return null;
        }
        Object content = contents.get(0);
        if (content == null || !content.getClass().getName().equals(LANGCHAIN4J_TEXT)) {
            return null;
        }
        return textOfContent.get().readOrNull(content);
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || (value instanceof Collection<?> collection && collection.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }
}
