package io.dashstream.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The test vectors under {@code src/test/resources/vectors}, which the tests of the JavaScript client read too. */
public final class Vectors {

    private Vectors() {}

    /**
     * One list of vectors.
     *
     * @param file the name of the file without its ending
     * @param list the member that holds the list
     * @return its elements
     */
    public static Stream<JsonNode> of(String file, String list) {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + file + ".json")) {
            if (in == null) {
                throw new AssertionError("no file vectors/" + file + ".json");
            }
            JsonNode vectors = StrictJson.parse(in.readAllBytes()).required(list);
            return StreamSupport.stream(vectors.spliterator(), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One list of texts.
     *
     * @param file the name of the file without its ending
     * @param list the member that holds the list
     * @return its elements
     */
    public static Stream<String> texts(String file, String list) {
        return of(file, list).map(JsonNode::textValue);
    }
}
