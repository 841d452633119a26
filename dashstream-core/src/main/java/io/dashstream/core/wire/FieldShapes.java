package io.dashstream.core.wire;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the fields of one message type look in encoded form: the shape of a field by its tag, as every encoder of this schema
 * writes it. Taken from the schema, so that there is no second list of fields to keep. Immutable once made.
 */
final class FieldShapes {

    /** What follows a tag. */
    enum Shape {
        VARINT,
        FIXED32,
        FIXED64,
        BYTES,
        TEXT,
        MESSAGE,
        PACKED_VARINTS,
        PACKED_FIXED32,
        PACKED_FIXED64
    }

    /**
     * One field.
     *
     * @param shape what follows its tag
     * @param fields of a message, what it is made of; of anything else, nothing
     */
    record Field(Shape shape, FieldShapes fields) {}

    private static final FieldShapes NONE = new FieldShapes();

    /** Tags of one byte, which is what the schema's field numbers, below 16, have. */
    private static final int TAGS = Byte.MAX_VALUE + 1;

    private final @Nullable Field[] byTag = new @Nullable Field[TAGS];

    private FieldShapes() {}

    /** The shapes of a type and, for its messages, of their types. */
    static FieldShapes of(Descriptor type) {
        return of(type, new HashMap<>());
    }

    /** The field of a tag, or null: then it is unknown, or not encoded as the schema has it. */
    @Nullable
    Field field(byte tag) {
        return tag < 0 ? null : byTag[tag];
    }

    private static FieldShapes of(Descriptor type, Map<Descriptor, FieldShapes> known) {
        FieldShapes before = known.get(type);
        if (before != null) {
            return before;
        }
        FieldShapes shapes = new FieldShapes();
        known.put(type, shapes);
        for (FieldDescriptor field : type.getFields()) {
            int tag = tag(field);
            if (tag < TAGS) {
                boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
                shapes.byTag[tag] = new Field(shape(field), isMessage ? of(field.getMessageType(), known) : NONE);
            }
        }
        return shapes;
    }

    private static int tag(FieldDescriptor field) {
        int wireType = field.isPacked()
                ? WireFormat.WIRETYPE_LENGTH_DELIMITED
                : field.getLiteType().getWireType();
        return field.getNumber() << 3 | wireType;
    }

    private static Shape shape(FieldDescriptor field) {
        return switch (field.getLiteType().getWireType()) {
            case WireFormat.WIRETYPE_VARINT -> field.isPacked() ? Shape.PACKED_VARINTS : Shape.VARINT;
            case WireFormat.WIRETYPE_FIXED32 -> field.isPacked() ? Shape.PACKED_FIXED32 : Shape.FIXED32;
            case WireFormat.WIRETYPE_FIXED64 -> field.isPacked() ? Shape.PACKED_FIXED64 : Shape.FIXED64;
            default ->
                switch (field.getJavaType()) {
                    case STRING -> Shape.TEXT;
                    case MESSAGE -> Shape.MESSAGE;
                    default -> Shape.BYTES;
                };
        };
    }
}
