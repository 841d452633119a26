package io.dashstream.core.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** The golden frames under {@code src/test/resources/golden}, described in its README. */
final class GoldenFrames {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private GoldenFrames() {}

    /**
     * One frame with what is expected of it.
     *
     * @param name file name without its ending
     * @param hex the record value
     * @param expected the JSON beside it
     */
    record Golden(String name, String hex, JsonNode expected) {

        byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }

        String verdict(FrameDecoder.Mode mode) {
            return expected.get(mode == FrameDecoder.Mode.STRICT ? "strict" : "lenient")
                    .asText();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<String> names() {
        return text("index.txt").lines().toList();
    }

    static List<Golden> all() {
        return names().stream().map(GoldenFrames::named).toList();
    }

    static Golden named(String name) {
        try {
            return new Golden(name, text(name + ".hex").strip(), MAPPER.readTree(text(name + ".json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String file) {
        try (InputStream in = GoldenFrames.class.getResourceAsStream("/golden/" + file)) {
            if (in == null) {
                throw new AssertionError("no file golden/" + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
