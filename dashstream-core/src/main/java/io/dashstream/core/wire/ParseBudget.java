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
 * <p>An empty event in a batch is two bytes; parsed it is more than a hundred. So a frame of a kilobyte, decompressed to the
 * 10 MiB that are allowed, could still become 700 MB of objects. This class walks over the encoded bytes, adds up what each
 * part will cost, and says no when that is more than {@value #LIMIT_FACTOR} times the size limit. Real messages are far from
 * it: events with six attributes reach it at some 10 000 in one batch.
 *
 * <p>Messages of at most {@value #ALWAYS_ALLOWED_BYTES} bytes are not walked: at their worst they cost a few megabytes.
 */
final class ParseBudget {

    /** Up to this size a message is parsed without a look at its parts. */
    static final int ALWAYS_ALLOWED_BYTES = 64 * 1024;

    /** Parsed parts may cost this many times the size limit. */
    static final int LIMIT_FACTOR = 4;

    /** Nesting at which the parser stops; see {@link FrameDecoder}. */
    static final int RECURSION_LIMIT = 100;

    /*
     * What each part allocates while it is parsed, without its content: measured with protobuf-java 4.36 on a 64-bit JVM with
     * compressed pointers, builders and growing lists included, and rounded up.
     */
    private static final int MESSAGE_COST = 160;
    private static final int LEAF_COST = 64;
    private static final int UNKNOWN_COST = 400;
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
        while (cost <= budget) {
            int tag = in.readTag();
            if (tag == 0 || WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_END_GROUP) {
                return;
            }
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            if (field == null) {
                unknown(tag, depth);
            } else {
                known(field, tag, depth);
            }
        }
    }

    private void known(FieldDescriptor field, int tag, int depth) throws IOException {
        int wireType = WireFormat.getTagWireType(tag);
        if (wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED && field.isPackable()) {
            int length = in.readRawVarint32();
            cost += (long) NUMBER_COST * Math.max(0, length);
            in.skipRawBytes(length);
        } else if (wireType != field.getLiteType().getWireType()) {
            unknown(tag, depth);
        } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            cost += MESSAGE_COST;
            message(field.getMessageType(), depth + 1);
        } else if (wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            cost += LEAF_COST;
            in.skipField(tag);
        } else {
            cost += field.isRepeated() ? NUMBER_COST : 0;
            in.skipField(tag);
        }
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
