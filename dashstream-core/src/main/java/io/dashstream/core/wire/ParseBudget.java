package io.dashstream.core.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import io.dashstream.core.wire.v1.DashStreamMessage;
import java.io.IOException;

/**
 * Keeps a message from becoming far larger on the heap than it is on the wire.
 *
 * <p>Events that hold nothing but one empty attribute take four bytes each; parsed, each allocates 620. So a frame of two
 * kilobytes, decompressed to the 10 MiB that are allowed, could still become 1.6 GB of objects. This class walks over the
 * encoded bytes, adds up what each part will allocate, and says no when that is more than {@value #LIMIT_FACTOR} times the size
 * limit. Real messages are far from it: events with six attributes reach it at some 10 000 in one batch.
 *
 * <p>Messages of at most {@value #ALWAYS_ALLOWED_BYTES} bytes are not walked: at their worst they cost 2.5 MB.
 */
final class ParseBudget {

    /** Up to this size a message is parsed without a look at its parts. */
    static final int ALWAYS_ALLOWED_BYTES = 16 * 1024;

    /** Parsed parts may cost this many times the size limit. */
    static final int LIMIT_FACTOR = 4;

    /** Nesting at which the parser stops; see {@link FrameDecoder}. */
    static final int RECURSION_LIMIT = 100;

    /*
     * What each part allocates while it is parsed, without its content: measured with protobuf-java 4.36 on a 64-bit JVM with
     * compressed pointers, builders and growing lists included, and rounded up to the worst of its sort.
     */
    private static final int MESSAGE_COST = 200;
    private static final int FIRST_ENTRY_COST = 450;
    private static final int NEXT_ENTRY_COST = 160;
    private static final int LEAF_COST = 72;
    private static final int UNKNOWN_COST = 420;
    private static final int NUMBER_COST = 16;

    private final CodedInputStream in;
    private final long budget;
    private long cost;

    private ParseBudget(CodedInputStream in, int maxMessageBytes) {
        this.in = in;
        this.budget = (long) LIMIT_FACTOR * maxMessageBytes;
    }

    /**
     * Whether parsing may go on. Malformed bytes are left for the parser to complain about; it stops where this walk stops.
     *
     * @param message holds an encoded {@link DashStreamMessage}
     * @param start where it starts
     * @param length how long it is
     * @param maxMessageBytes the size limit
     */
    static boolean allows(byte[] message, int start, int length, int maxMessageBytes) {
        if (length <= ALWAYS_ALLOWED_BYTES) {
            return true;
        }
        ParseBudget walk = new ParseBudget(CodedInputStream.newInstance(message, start, length), maxMessageBytes);
        return walk.stays();
    }

    private boolean stays() {
        try {
            fields(DashStreamMessage.getDescriptor(), 0);
        } catch (IOException malformed) {
            return cost <= budget;
        }
        return cost <= budget;
    }

    private void fields(Descriptor type, int depth) throws IOException {
        int before = 0;
        while (cost <= budget) {
            int tag = in.readTag();
            if (tag == 0 || WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_END_GROUP) {
                return;
            }
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            if (field == null) {
                unknown(tag, depth);
            } else {
                known(field, tag, before, depth);
            }
            before = tag;
        }
    }

    private void known(FieldDescriptor field, int tag, int before, int depth) throws IOException {
        int wireType = WireFormat.getTagWireType(tag);
        if (wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED && field.isPackable()) {
            int length = in.readRawVarint32();
            cost += (long) NUMBER_COST * Math.max(0, length) / smallestEncoded(field);
            in.skipRawBytes(length);
        } else if (wireType != field.getLiteType().getWireType()) {
            unknown(tag, depth);
        } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            cost += field.isMapField() ? entryCost(tag, before) : MESSAGE_COST;
            message(field.getMessageType(), depth + 1);
        } else if (wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            cost += LEAF_COST;
            in.skipField(tag);
        } else {
            cost += field.isRepeated() ? NUMBER_COST : 0;
            in.skipField(tag);
        }
    }

    /** The first entry brings a map with it; later ones follow it directly, as every encoder writes them. */
    private static int entryCost(int tag, int before) {
        return tag == before ? NEXT_ENTRY_COST : FIRST_ENTRY_COST;
    }

    private static int smallestEncoded(FieldDescriptor number) {
        return switch (number.getLiteType().getWireType()) {
            case WireFormat.WIRETYPE_FIXED32 -> Integer.BYTES;
            case WireFormat.WIRETYPE_FIXED64 -> Long.BYTES;
            default -> 1;
        };
    }

    private void message(Descriptor type, int depth) throws IOException {
        int length = in.readRawVarint32();
        if (depth > RECURSION_LIMIT) {
            throw new IOException("nested too deep to be parsed");
        }
        int outer = in.pushLimit(length);
        fields(type, depth);
        in.popLimit(outer);
    }

    private void unknown(int tag, int depth) throws IOException {
        cost += UNKNOWN_COST;
        if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_START_GROUP) {
            in.skipField(tag);
            return;
        }
        if (depth > RECURSION_LIMIT) {
            throw new IOException("nested too deep to be parsed");
        }
        while (cost <= budget) {
            int inner = in.readTag();
            if (inner == 0 || WireFormat.getTagWireType(inner) == WireFormat.WIRETYPE_END_GROUP) {
                return;
            }
            unknown(inner, depth + 1);
        }
    }
}
