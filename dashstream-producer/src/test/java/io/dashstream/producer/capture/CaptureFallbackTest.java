package io.dashstream.producer.capture;

import static io.dashstream.producer.capture.Captures.capture;
import static io.dashstream.producer.capture.Captures.captured;
import static io.dashstream.producer.capture.Captures.json;
import static io.dashstream.producer.capture.Captures.mapOf;
import static io.dashstream.producer.capture.Captures.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.StrictJson;
import io.dashstream.producer.capture.CaptureResult.Captured;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CaptureFallbackTest {

    @SuppressWarnings("unused")
    static class Bad {
        public String getGood() {
            return "good";
        }

        public String getThrows() {
            throw new IllegalStateException("secret detail");
        }

        @SuppressWarnings("InfiniteRecursion")
        public String getOverflows() {
            return getOverflows() + "x";
        }

        public String getLinks() {
            throw new NoClassDefFoundError("gone");
        }

        public String getSneaky() throws Exception {
            throw new Exception("checked");
        }
    }

    static class Node {
        public Node next;
        public final String name;

        Node(String name) {
            this.name = name;
        }
    }

    static class BadText {
        @Override
        public String toString() {
            throw new IllegalStateException();
        }
    }

    static class LongText {
        @Override
        public String toString() {
            return "ab".repeat(5000) + new String(Character.toChars(0x1F600)).repeat(5000);
        }
    }

    @Test
    void aGetterThatThrowsCostsItsPropertyOnly() {
        Captured captured = capture(mapOf("bad", new Bad(), "ok", 1));
        assertThat(captured.tree().path("ok").intValue()).isEqualTo(1);
        JsonNode bad = captured.tree().path("bad");
        assertThat(bad.path("good").textValue()).isEqualTo("good");
        assertThat(bad.path("throws").path("@text").textValue()).isEqualTo("threw java.lang.IllegalStateException");
        assertThat(bad.path("overflows").path("@text").textValue()).isEqualTo("threw java.lang.StackOverflowError");
        assertThat(bad.path("links").path("@text").textValue()).isEqualTo("threw java.lang.NoClassDefFoundError");
        assertThat(bad.path("sneaky").path("@text").textValue()).isEqualTo("threw java.lang.Exception");
        assertThat(captured.fallbacks()).isEqualTo(4);
        assertThat(captured.tree().toString()).doesNotContain("secret detail");
    }

    @Test
    void aListThatThrowsCostsItselfOnly() {
        List<Object> list = new AbstractList<>() {
            @Override
            public Object get(int index) {
                throw new IllegalArgumentException();
            }

            @Override
            public int size() {
                return 3;
            }
        };
        Captured captured = capture(mapOf("list", list, "ok", 1));
        assertThat(captured.tree().path("list").path("@text").textValue())
                .isEqualTo("threw java.lang.IllegalArgumentException");
        assertThat(captured.tree().path("ok").intValue()).isEqualTo(1);
        assertThat(captured.fallbacks()).isEqualTo(1);
        assertThat(captured.approximateBytes()).isEqualTo(StrictJson.write(captured.tree()).length);
    }

    @Test
    void aViewOrAKeyFilterThatThrowsCostsOneValue() {
        StateEncoder encoder = StateEncoder.builder()
                .view(Node.class, node -> {
                    throw new IllegalStateException();
                })
                .filterKeys(key -> {
                    if (key.equals("odd")) {
                        throw new IllegalStateException();
                    }
                    return false;
                })
                .build();
        Captured captured = captured(encoder.newSession().capture(mapOf("node", new Node("n"), "odd", 2, "ok", 1)));
        assertThat(captured.tree().path("node").path("@type").textValue()).isEqualTo(Node.class.getName());
        assertThat(captured.tree().path("odd").path("@type").textValue()).isEqualTo("key filter");
        assertThat(captured.tree().path("ok").intValue()).isEqualTo(1);
        assertThat(captured.fallbacks()).isEqualTo(2);
    }

    @Test
    @DisplayName("PR-07: what contains itself is told, not followed")
    void whatContainsItselfIsToldNotFollowed() {
        Map<String, Object> map = new HashMap<>();
        map.put("self", map);
        assertThat(json(map)).isEqualTo("{\"self\":{\"@type\":\"java.util.HashMap\",\"@text\":\"contains itself\"}}");

        List<Object> list = new ArrayList<>();
        list.add(List.of(list));
        assertThat(json(list)).isEqualTo("[[{\"@type\":\"java.util.ArrayList\",\"@text\":\"contains itself\"}]]");

        Node a = new Node("a");
        a.next = new Node("b");
        a.next.next = a;
        assertThat(json(a)).contains("\"name\":\"b\"").contains("contains itself");

        Object[] array = new Object[1];
        array[0] = array;
        assertThat(json(array)).contains("contains itself");

        AtomicReference<Object> reference = new AtomicReference<>();
        reference.set(reference);
        assertThat(json(List.of(reference))).contains("contains itself");
        assertThat(json(reference)).contains("contains itself");

        assertThat(json(List.of(List.of("twice"), List.of("twice")))).isEqualTo("[[\"twice\"],[\"twice\"]]");
    }

    @Test
    void whatLiesTooDeepIsToldAndTheTreeStaysWritable() {
        Object deep = "bottom";
        for (int i = 0; i < 120; i++) {
            deep = i % 2 == 0 ? new ArrayList<>(List.of(deep)) : new HashMap<>(Map.of("k", deep));
        }
        assertThat(capture(deep).fallbacks()).isZero();
        assertThat(StrictJson.writeText(capture(deep).tree())).contains("bottom");

        Captured tooDeep = capture(List.of(deep));
        assertThat(tooDeep.fallbacks()).isEqualTo(1);
        assertThat(StrictJson.writeText(tooDeep.tree())).contains("\"java.util.ArrayList: nested too deep\"");

        Object list = "bottom";
        for (int i = 0; i < 100_000; i++) {
            list = List.of(list);
        }
        assertThat(capture(list).fallbacks()).isEqualTo(1);
    }

    @Test
    void aSubstituteForADeepValueDoesNotNestDeeper() {
        Object deep = new Bad();
        for (int i = 0; i < 119; i++) {
            deep = List.of(deep);
        }
        String text = StrictJson.writeText(capture(deep).tree());
        assertThat(text)
                .contains("\"io.dashstream.producer.capture.CaptureFallbackTest$Bad: threw java.lang.Exception\"");
    }

    @Test
    void valuesWithoutPropertiesShowTypeAndText() {
        assertThat(json(new LongText()))
                .startsWith("{\"@type\":\"" + LongText.class.getName() + "\",\"@text\":\"abab")
                .endsWith("\u2026\"}");
        assertThat(capture(new LongText()).tree().path("@text").textValue()).hasSize(1025);
        assertThat(json(new BadText())).contains("threw java.lang.IllegalStateException");
        // The text of Object differs from copy to copy, which would look like a change.
        assertThat(json(new Object())).isEqualTo("{\"@type\":\"java.lang.Object\",\"@text\":\"no text\"}");
    }

    @Test
    void theTextOfASubstituteIsCutBetweenCodePoints() {
        StateEncoder encoder = StateEncoder.builder().maxFallbackChars(10_001).build();
        String text = tree(encoder.newSession(), new LongText()).path("@text").textValue();
        assertThat(text).hasSize(10_001).endsWith("b\u2026");
        StateEncoder none = StateEncoder.builder().maxFallbackChars(0).build();
        assertThat(tree(none.newSession(), new LongText()).path("@text").textValue())
                .isEqualTo("\u2026");
    }

    @Test
    void aSubstituteIsTheSameNodeEachTime() {
        CaptureSession session = StateEncoder.ofDefaults().newSession();
        Map<String, Object> state = mapOf("bad", new Bad(), "nan", Double.NaN, "thread", new Thread());
        JsonNode first = tree(session, state);
        assertThat(tree(session, state)).isSameAs(first);
        assertThat(captured(session.capture(state)).fallbacks()).isEqualTo(6);
    }

    @Test
    void aClassThatJacksonFindsFaultWithIsTold() {
        assertThat(json(new Conflicting())).contains("\"@type\":\"" + Conflicting.class.getName());
    }

    @SuppressWarnings("unused")
    static class Conflicting {
        public boolean isX() {
            return true;
        }

        @com.fasterxml.jackson.annotation.JsonProperty("x")
        public int one() {
            return 1;
        }

        @com.fasterxml.jackson.annotation.JsonProperty("x")
        public int two() {
            return 2;
        }
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> StateEncoder.builder().maxDepth(121).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxDepth is 121, allowed is 1 to 120");
        assertThatThrownBy(() -> StateEncoder.builder().maxStateBytes(0).build())
                .hasMessageContaining("maxStateBytes");
        assertThatThrownBy(() -> StateEncoder.builder().maxFallbackChars(-1).build())
                .hasMessageContaining("maxFallbackChars");
    }

    @Test
    void anErrorOfTheMachineMakesTheStateUnavailable() {
        Map<String, Object> state = new LinkedHashMap<>(Map.of("x", new OutOfMemory()));
        CaptureResult result = StateEncoder.ofDefaults().newSession().capture(state);
        assertThat(result)
                .isEqualTo(new CaptureResult.Unavailable(
                        CaptureResult.Reason.FAILED,
                        "state of type java.util.LinkedHashMap threw java.lang.OutOfMemoryError"));
    }

    @SuppressWarnings("unused")
    static class OutOfMemory {
        public String getText() {
            throw new OutOfMemoryError("for a test");
        }
    }
}
