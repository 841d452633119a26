package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dashstream.core.json.JsonValues;
import java.util.Map;

/**
 * A quick hash by which array elements find their counterparts. Equal values have equal fingerprints. Different values
 * may have equal ones too, because long texts are only sampled and {@link #LEVELS} levels of containers looked at; so
 * whoever pairs two elements by fingerprint still compares them.
 *
 * <p>The bound on levels keeps the work linear: a node is looked at only for the arrays at most that many levels above.
 */
final class Fingerprint {

    private static final int LEVELS = 4;

    /** Longer texts are sampled: this many characters at each end, and this many in between. */
    private static final int SHORT_TEXT = 48;

    private static final int SAMPLES = 8;

    private Fingerprint() {}

    static long of(JsonNode node) {
        return of(node, LEVELS);
    }

    private static long of(JsonNode node, int levels) {
        if (node instanceof TextNode) {
            return text(node.textValue());
        }
        if (node instanceof IntNode) {
            return mix(node.intValue());
        }
        if (node instanceof ObjectNode object) {
            return object(object, levels);
        }
        if (node instanceof ArrayNode array) {
            return array(array, levels);
        }
        return node.isNumber() ? mix(JsonValues.scalarHash(node)) : mix(~JsonValues.scalarHash(node));
    }

    /** A sum, so that the order of members makes no difference. */
    private static long object(ObjectNode node, int levels) {
        long hash = mix(~node.size());
        if (levels > 0) {
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                hash += mix(of(member.getValue(), levels - 1) + member.getKey().hashCode());
            }
        }
        return hash;
    }

    private static long array(ArrayNode node, int levels) {
        long hash = mix(node.size());
        if (levels > 0) {
            for (int index = 0; index < node.size(); index++) {
                hash = mix(hash + of(node.get(index), levels - 1));
            }
        }
        return hash;
    }

    private static long text(String text) {
        int length = text.length();
        if (length <= SHORT_TEXT) {
            return mix(text.hashCode());
        }
        long hash = length;
        int step = length / SAMPLES;
        for (int sample = 0; sample < SAMPLES; sample++) {
            long characters = text.charAt(sample)
                    | ((long) text.charAt(length - 1 - sample) << 16)
                    | ((long) text.charAt(sample * step + step / 2) << 32);
            hash = hash * 31 + characters;
        }
        return mix(hash);
    }

    /** The finalizer of MurmurHash3 (public domain), so that small differences reach all bits. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        return mixed ^ (mixed >>> 29);
    }
}
