package io.dashstream.producer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The id that equal graphs share. The text that is hashed is part of the wire format. */
final class SchemaId {

    private static final int BYTES = 8;

    /** By bytes, not by UTF-16 code units: other languages sort so. */
    private static final Comparator<String> BY_BYTES = (left, right) ->
            Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

    private SchemaId() {}

    static String of(GraphManifest manifest) {
        String nodes = sorted(manifest.nodes().stream().map(GraphManifest.Node::name));
        String edges = sorted(manifest.edges().stream().flatMap(SchemaId::texts));
        String text = "entry:" + manifest.entryPoint() + ";nodes:" + nodes + ";edges:" + edges;
        return HexFormat.of().formatHex(sha256(text.getBytes(StandardCharsets.UTF_8)), 0, BYTES);
    }

    private static Stream<String> texts(GraphManifest.Edge edge) {
        boolean conditional = edge.kind() == GraphManifest.Edge.Kind.CONDITIONAL;
        return edge.targets().stream().map(target -> edge.from() + "->" + target + ":" + conditional);
    }

    private static String sorted(Stream<String> texts) {
        return texts.sorted(BY_BYTES).collect(Collectors.joining(","));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
