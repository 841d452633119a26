package io.dashstream.producer.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.StrictJson;
import io.dashstream.producer.capture.CaptureResult.Captured;
import java.util.HashMap;
import java.util.Map;

/** Short forms for the tests of capture. */
final class Captures {

    private Captures() {}

    /** A map that takes null and can change. */
    static Map<String, Object> mapOf(Object... namesAndValues) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    static Captured capture(Object state) {
        return captured(StateEncoder.ofDefaults().newSession().capture(state));
    }

    static Captured captured(CaptureResult result) {
        assertThat(result).isInstanceOf(Captured.class);
        return (Captured) result;
    }

    /** The JSON that a value alone becomes. */
    static String json(Object value) {
        return StrictJson.writeText(capture(value).tree());
    }

    static JsonNode tree(CaptureSession session, Object state) {
        return captured(session.capture(state)).tree();
    }

    static String text(JsonNode tree) {
        return StrictJson.writeText(tree);
    }
}
