package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Finds the codec of a class, once. Shared by all sessions of an encoder. */
final class CodecTable {

    private final CaptureSettings settings;
    private final Map<Class<?>, ValueCodec> codecs = new ConcurrentHashMap<>();

    CodecTable(CaptureSettings settings) {
        this.settings = settings;
    }

    ValueCodec codecFor(Class<?> type) {
        ValueCodec known = codecs.get(type);
        if (known != null) {
            return known;
        }
        ValueCodec made = make(type);
        // Hidden classes come and go; remembering them would keep them.
        if (!type.isHidden()) {
            codecs.put(type, made);
        }
        return made;
    }

    private ValueCodec make(Class<?> type) {
        ValueCodec builtIn = builtIn(type);
        ValueCodec codec =
                settings.viewOf(type).map(view -> viewed(type, view, builtIn)).orElse(builtIn);
        return settings.isImmutable(type)
                ? (value, old, walk) -> codec.encode(value, old, walk).readFrom(value, true)
                : codec;
    }

    private static ValueCodec viewed(Class<?> type, Function<Object, Object> view, ValueCodec builtIn) {
        return (value, old, walk) -> {
            Object shown;
            try {
                shown = view.apply(value);
            } catch (RuntimeException | StackOverflowError | LinkageError e) {
                return walk.failedRead(Substitutes.typeName(type), e, old);
            }
            if (shown == value) {
                return builtIn.encode(value, old, walk);
            }
            if (!walk.open(value)) {
                return Substitutes.notOpened(value, old, walk);
            }
            Piece piece = walk.encode(shown, old);
            walk.close();
            return piece.readFrom(value, false);
        };
    }

    private static ValueCodec builtIn(Class<?> type) {
        ValueCodec leaf = Leaves.ofClass(type);
        if (leaf != null) {
            return leaf;
        }
        if (type.isArray()) {
            return ArrayCodecs.codecFor(type);
        }
        if (JsonNode.class.isAssignableFrom(type)) {
            return JsonTrees::encode;
        }
        return Leaves.byNature(type)
                .or(() -> JacksonWritten.foreignTree(type))
                .or(() -> container(type))
                .or(() -> neverRead(type))
                .orElseGet(() -> withProperties(type));
    }

    private static Optional<ValueCodec> container(Class<?> type) {
        if (Map.class.isAssignableFrom(type)) {
            return Optional.of(Containers::map);
        }
        if (Map.Entry.class.isAssignableFrom(type)) {
            return Optional.of(Containers::entry);
        }
        return Collection.class.isAssignableFrom(type) ? Optional.of(Containers::collection) : Optional.empty();
    }

    /** A record is data whatever else it is. */
    private static Optional<ValueCodec> neverRead(Class<?> type) {
        return type.isRecord()
                ? Optional.empty()
                : NeverRead.kindOf(type).map(kind -> (value, old, walk) -> Substitutes.notRead(value, kind, old, walk));
    }

    private static ValueCodec withProperties(Class<?> type) {
        if (Immutability.isOfJdk(type)) {
            return Substitutes::described;
        }
        try {
            if (Properties.writesItself(type)) {
                return JacksonWritten::encode;
            }
            Optional<ValueCodec> message = ChatMessages.of(type);
            List<Property> properties = Properties.of(type);
            return message.orElseGet(() -> properties.isEmpty() ? Substitutes::described : new Beans(type, properties));
        } catch (RuntimeException | LinkageError e) {
            // Jackson finds fault with the class, or one of its types is not there.
            return Substitutes::described;
        }
    }
}
