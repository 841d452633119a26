package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dashstream.producer.memory.HeapSize;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the tree for a value that can't be there: {@code {"@type":...,"@text":...}}, always the same for the same value, so
 * that it makes no changes of its own. Each one is counted.
 */
final class Substitutes {

    private static final int MAX_TYPE_CHARS = 200;
    private static final int EMPTY_BYTES = "{\"@type\":,\"@text\":}".length();

    private Substitutes() {}

    /** A value that must not be touched, such as a stream: only its type is told. */
    static Piece notRead(Object value, String what, @Nullable Piece old, StateWalk walk) {
        return text(typeName(value.getClass()), "not read: " + what, old, true, walk);
    }

    /** A getter of a type has thrown. */
    static Piece unreadable(String type, Throwable failure, @Nullable Piece old, StateWalk walk) {
        return text(type, "threw " + failure.getClass().getName(), old, false, walk);
    }

    /** A value could not be encoded. */
    static Piece failed(@Nullable Object value, Throwable failure, @Nullable Piece old, StateWalk walk) {
        return unreadable(value == null ? "null" : typeName(value.getClass()), failure, old, walk);
    }

    /** A container that contains itself, or lies too deep. */
    static Piece notOpened(Object container, @Nullable Piece old, StateWalk walk) {
        String why = walk.isOpen(container) ? "contains itself" : "nested too deep";
        return text(typeName(container.getClass()), why, old, false, walk);
    }

    /** A value of a type that has nothing to show but its text. */
    static Piece described(Object value, @Nullable Piece old, StateWalk walk) {
        String text = hasText(value.getClass()) ? String.valueOf(value) : "no text";
        return text(typeName(value.getClass()), text, old, false, walk);
    }

    /** A number that JSON has no text for stands there as its name. */
    static Piece named(String name, @Nullable Piece old, boolean frozen, StateWalk walk) {
        int size = name.length() + 2;
        walk.charge(size);
        if (old != null
                && old.frozen == frozen
                && old.fallbacks == 1
                && old.node instanceof TextNode node
                && node.textValue().equals(name)) {
            return old;
        }
        walk.made(HeapSize.NUMBER);
        return new Piece(TextNode.valueOf(name), size, 1, null, frozen);
    }

    static Piece text(String type, String text, @Nullable Piece old, boolean frozen, StateWalk walk) {
        String shownType = ValidText.repair(ValidText.cut(type, MAX_TYPE_CHARS));
        String shownText = ValidText.repair(ValidText.cut(text, walk.settings().maxFallbackChars()));
        JsonNode node;
        long size;
        if (walk.mayNest()) {
            node = JsonNodeFactory.instance.objectNode().put("@type", shownType).put("@text", shownText);
            size = EMPTY_BYTES + JsonSize.ofString(shownType) + JsonSize.ofString(shownText);
        } else {
            node = TextNode.valueOf(shownType + ": " + shownText);
            size = JsonSize.ofString(node.textValue());
        }
        walk.charge(size);
        if (old != null && old.fallbacks == 1 && old.node.equals(node)) {
            return old.readFrom(null, frozen);
        }
        walk.made(HeapSize.ofObjectNode(2) + size);
        return new Piece(node, (int) size, 1, null, frozen);
    }

    /** The name of a class, without what is different in each process. */
    static String typeName(Class<?> type) {
        if (Proxy.isProxyClass(type) && type.getInterfaces().length > 0) {
            return "proxy of " + type.getInterfaces()[0].getName();
        }
        String name = type.getName();
        int lambda = name.indexOf("$$Lambda");
        return lambda < 0 ? name : name.substring(0, lambda) + " lambda";
    }

    /** Whether the text of a type is more than the identity of the object, which differs from copy to copy. */
    static boolean hasText(Class<?> type) {
        try {
            return type.getMethod("toString").getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }
}
