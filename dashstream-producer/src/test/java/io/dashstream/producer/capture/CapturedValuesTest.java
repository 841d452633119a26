package io.dashstream.producer.capture;

import static io.dashstream.producer.capture.Captures.capture;
import static io.dashstream.producer.capture.Captures.json;
import static io.dashstream.producer.capture.Captures.mapOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class CapturedValuesTest {

    record Point(int x, int y) {}

    record Nested(String name, Point at, List<Point> path, Optional<Point> goal) {}

    private record Hidden(String secretless) {}

    record WithAnnotations(
            @JsonProperty("renamed") String name,
            @JsonIgnore String left) {}

    @SuppressWarnings("unused")
    private static class PrivateFields {
        private final String text = "t";
        private final transient String derived = "d";
        private static final String SHARED = "s";
    }

    @SuppressWarnings("unused")
    static class Bean {
        private final String stored = "raw";

        public String getStored() {
            return "shown";
        }

        public boolean isReady() {
            return true;
        }

        public int getComputed() {
            return 7;
        }
    }

    @SuppressWarnings("unused")
    static class Fluent {
        private final String title = "f";
        private final Boolean isOpen = true;

        public String title() {
            return title;
        }

        public Boolean isOpen() {
            return isOpen;
        }
    }

    enum Level {
        LOW {
            @Override
            public String toString() {
                return "not the name";
            }
        }
    }

    static class Celsius {
        @JsonValue
        double degrees() {
            return 21.5;
        }
    }

    @JsonSerialize(using = ToStringSerializer.class)
    static class WritesItself {
        @Override
        public String toString() {
            return "self";
        }
    }

    static class WithLateTimes {
        @JsonSerialize(using = ToStringSerializer.class)
        public final StringBuilder text = new StringBuilder("x");

        public final Instant at = Instant.EPOCH;
    }

    @SuppressWarnings("JavaUtilDate")
    static Stream<Arguments> values() {
        return Stream.of(
                arguments(null, "null"),
                arguments("text", "\"text\""),
                arguments('c', "\"c\""),
                arguments(CharBuffer.wrap("built"), "\"built\""),
                arguments(true, "true"),
                arguments((byte) 1, "1"),
                arguments((short) -2, "-2"),
                arguments(3, "3"),
                arguments(4L, "4"),
                arguments(Level.LOW, "\"LOW\""),
                arguments(TimeUnit.DAYS, "\"DAYS\""),
                arguments(Optional.of("o"), "\"o\""),
                arguments(Optional.empty(), "null"),
                arguments(OptionalInt.of(5), "5"),
                arguments(OptionalInt.empty(), "null"),
                arguments(OptionalLong.of(6), "6"),
                arguments(OptionalDouble.of(0.5), "0.5"),
                arguments(new AtomicInteger(7), "7"),
                arguments(new AtomicLong(8), "8"),
                arguments(new AtomicBoolean(true), "true"),
                arguments(new AtomicReference<>(new Point(1, 2)), "{\"x\":1,\"y\":2}"),
                arguments(new LongAdder(), "0"),
                arguments(Instant.ofEpochSecond(1), "\"1970-01-01T00:00:01Z\""),
                arguments(LocalDate.of(2026, 11, 23), "\"2026-11-23\""),
                arguments(
                        ZonedDateTime.ofInstant(Instant.EPOCH, ZoneId.of("Europe/Berlin")),
                        "\"1970-01-01T01:00+01:00[Europe/Berlin]\""),
                arguments(Duration.ofMillis(1500), "\"PT1.5S\""),
                arguments(new Date(0), "\"1970-01-01T00:00:00Z\""),
                arguments(
                        UUID.fromString("00000000-0000-0001-0000-000000000002"),
                        "\"00000000-0000-0001-0000-000000000002\""),
                arguments(URI.create("http://a/b"), "\"http://a/b\""),
                arguments(Path.of("a", "b"), "\"a/b\""),
                arguments(Locale.GERMANY, "\"de_DE\""),
                arguments(String.class, "\"java.lang.String\""),
                arguments(new byte[] {1, 2, 3}, "\"AQID\""),
                arguments(ByteBuffer.wrap(new byte[] {9, 1, 2, 3}, 1, 3), "\"AQID\""),
                arguments(new char[] {'a', 'b'}, "\"ab\""),
                arguments(new int[] {1, 2}, "[1,2]"),
                arguments(new float[] {0.1f, 2f}, "[0.1,2]"),
                arguments(new boolean[] {true}, "[true]"),
                arguments(new long[0], "[]"),
                arguments(new Object[] {1, "a", null}, "[1,\"a\",null]"),
                arguments(new int[][] {{1}, {}}, "[[1],[]]"),
                arguments(List.of(1, List.of()), "[1,[]]"),
                arguments(new ArrayDeque<>(List.of(1, 2)), "[1,2]"),
                arguments(Map.of("a", Map.of()), "{\"a\":{}}"),
                arguments(Map.entry("k", 1), "{\"key\":\"k\",\"value\":1}"),
                arguments(new Point(1, 2), "{\"x\":1,\"y\":2}"),
                arguments(
                        new Nested("n", new Point(1, 2), List.of(new Point(3, 4)), Optional.empty()),
                        "{\"name\":\"n\",\"at\":{\"x\":1,\"y\":2},\"path\":[{\"x\":3,\"y\":4}],\"goal\":null}"),
                arguments(new Hidden("h"), "{\"secretless\":\"h\"}"),
                arguments(new WithAnnotations("n", "left"), "{\"renamed\":\"n\"}"),
                arguments(new PrivateFields(), "{\"text\":\"t\"}"),
                arguments(new Fluent(), "{\"title\":\"f\",\"isOpen\":true}"),
                arguments(new Celsius(), "21.5"),
                arguments(new WritesItself(), "\"self\""),
                arguments(new WithLateTimes(), "{\"text\":\"x\",\"at\":\"1970-01-01T00:00:00Z\"}"),
                arguments(
                        JsonNodeFactory.instance.objectNode().put("a", 1.0).putPOJO("p", new Point(1, 2)),
                        "{\"a\":1,\"p\":{\"x\":1,\"y\":2}}"),
                arguments(JsonNodeFactory.instance.binaryNode(new byte[] {1, 2, 3}), "\"AQID\""),
                arguments(new JsonMapper().readTree("{\"three\":[3,{}]}"), "{\"three\":[3,{}]}"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void valuesBecomeTheJsonThatPeopleExpect(Object value, String expected) {
        assertThat(json(value)).isEqualTo(expected);
        assertThat(capture(value).fallbacks()).isZero();
    }

    @Test
    void aBeanShowsWhatItsGettersShow() {
        assertThat(capture(new Bean()).tree())
                .isEqualTo(JsonNodeFactory.instance
                        .objectNode()
                        .put("stored", "shown")
                        .put("ready", true)
                        .put("computed", 7));
    }

    @Test
    void aBufferKeepsItsPosition() {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3});
        capture(buffer);
        assertThat(buffer.position()).isZero();
    }

    @Test
    void textOfLoneSurrogatesBecomesValidUnicode() {
        String pair = new String(Character.toChars(0x1F600));
        assertThat(capture("a\uD800b").tree().textValue()).isEqualTo("a\uFFFDb");
        assertThat(capture("\uDC00").tree().textValue()).isEqualTo("\uFFFD");
        assertThat(capture("x".repeat(100) + "\uD800").tree().textValue()).isEqualTo("x".repeat(100) + "\uFFFD");
        assertThat(capture("?".repeat(40) + "\uDFFF?").tree().textValue()).isEqualTo("?".repeat(40) + "\uFFFD?");
        assertThat(capture(pair).tree().textValue()).isEqualTo(pair);
        assertThat(json(mapOf("\uD800", 1, "\uDC00", 2)).length()).isEqualTo("{'?':1,'?~2':2}".length());
    }

    @Test
    void keysThatAreNotStringsBecomeText() {
        Map<Object, Object> odd = new LinkedHashMap<>();
        odd.put(null, 0);
        odd.put(1, "number");
        odd.put("1", "text");
        odd.put(1L, "other number");
        odd.put(Level.LOW, "enum");
        odd.put(Instant.EPOCH, "time");
        odd.put(new Object(), "identity");
        assertThat(json(odd))
                .isEqualTo("{\"1\":\"text\",\"null\":0,\"1~2\":\"number\",\"1~3\":\"other number\",\"LOW\":\"enum\","
                        + "\"1970-01-01T00:00:00Z\":\"time\",\"java.lang.Object\":\"identity\"}");
        assertThat(json(new TreeMap<>(Map.of(2, "b", 1, "a")))).isEqualTo("{\"1\":\"a\",\"2\":\"b\"}");
    }

    @Test
    void textsOfAHashSetAreSorted() {
        assertThat(json(Set.of("c", "a", "b"))).isEqualTo("[\"a\",\"b\",\"c\"]");
        assertThat(capture(Set.of(1, 2, 3)).tree()).hasSize(3);
    }

    @Test
    void keysOfTheRuntimeAreLeftOutOfTheTopLevelOnly() {
        Map<String, Object> state = mapOf(
                "__planner_state_pipeline", 1,
                "_graph_execution_id_", 2,
                "subgraph_sub_01234567-89ab-cdef-0123-456789abcdef", 3,
                "subgraph_of_mine", 4,
                "_mine", 5,
                "inner", Map.of("__typename", "User"));
        assertThat(json(state))
                .isEqualTo(json(mapOf("subgraph_of_mine", 4, "_mine", 5, "inner", Map.of("__typename", "User"))));
        assertThat(capture(state).fallbacks()).isZero();
        assertThat(json(Optional.of(new AtomicReference<>(Map.of("__x", 1))))).isEqualTo("{}");
        assertThat(json(JsonNodeFactory.instance.objectNode().put("__x", 1))).isEqualTo("{}");
    }

    @Test
    void theKeyFilterIsTheApplications() {
        StateEncoder more = StateEncoder.builder().filterKeys("mine"::equals).build();
        StateEncoder none = StateEncoder.builder().filterNoKeys().build();
        Map<String, Object> state = mapOf("mine", 1, "__theirs", 2);
        assertThat(Captures.text(Captures.tree(more.newSession(), state))).isEqualTo("{}");
        assertThat(Captures.text(Captures.tree(none.newSession(), mapOf("__theirs", 2))))
                .isEqualTo("{\"__theirs\":2}");
    }

    @Test
    void aViewSaysHowAValueIsSeen() {
        StateEncoder encoder = StateEncoder.builder()
                .view(Thread.class, thread -> Map.of("thread", thread.getName()))
                .view(Point.class, point -> point)
                .build();
        assertThat(Captures.text(Captures.tree(encoder.newSession(), List.of(new Thread("worker"), new Point(1, 2)))))
                .isEqualTo("[{\"thread\":\"worker\"},{\"x\":1,\"y\":2}]");
    }
}
