package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The codec of trees that are there already. They are copied: an object or an array node can be changed by its owner. */
final class JsonTrees {

    private JsonTrees() {}

    static Piece encode(Object value, @Nullable Piece old, StateWalk walk) {
        JsonNode node = (JsonNode) value;
        return switch (node.getNodeType()) {
            case OBJECT -> object(node, old, walk);
            case ARRAY -> array(node, old, walk);
            case STRING -> Scalars.text(node.textValue(), old, true, walk);
            case BOOLEAN -> Scalars.bool(node.booleanValue(), walk);
            case NUMBER -> walk.encode(node.numberValue(), old);
            case BINARY -> walk.encode(bytes(node), old);
            case POJO -> pojo(node, old, walk);
            case NULL, MISSING -> Scalars.nullPiece(walk);
        };
    }

    private static Piece object(JsonNode node, @Nullable Piece old, StateWalk walk) {
        if (!walk.open(node)) {
            return Substitutes.notOpened(node, old, walk);
        }
        ObjectAssembly object = new ObjectAssembly(old, node.size(), walk);
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            walk.addMember(object, member.getKey(), member.getValue());
            if (walk.stopped()) {
                break;
            }
        }
        walk.close();
        return object.finish(node, false);
    }

    private static Piece array(JsonNode node, @Nullable Piece old, StateWalk walk) {
        if (!walk.open(node)) {
            return Substitutes.notOpened(node, old, walk);
        }
        ListAssembly list = new ListAssembly(old, node.size(), walk);
        list.addAll(node.iterator());
        walk.close();
        return list.finish(node, false);
    }

    private static Piece pojo(JsonNode node, @Nullable Piece old, StateWalk walk) {
        Piece piece = walk.encode(((POJONode) node).getPojo(), old);
        return piece.readFrom(piece.source, false);
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return node.binaryValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
