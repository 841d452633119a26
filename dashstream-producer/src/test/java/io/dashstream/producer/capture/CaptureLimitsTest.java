package io.dashstream.producer.capture;

import static io.dashstream.producer.capture.Captures.capture;
import static io.dashstream.producer.capture.Captures.captured;
import static io.dashstream.producer.capture.Captures.mapOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.sun.management.ThreadMXBean;
import io.dashstream.core.json.StrictJson;
import io.dashstream.producer.capture.CaptureResult.Reason;
import io.dashstream.producer.capture.CaptureResult.Unavailable;
import java.lang.management.ManagementFactory;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CaptureLimitsTest {

    private static final long LIMIT = 1 << 20;

    static Stream<Object> states() {
        return Stream.of(
                "plain",
                "",
                "quote \" backslash \\ slash / newline \n bell \u0007 delete \u007f",
                "\u00e9\u20ac" + new String(Character.toChars(0x1F600)),
                "long plain text ".repeat(50),
                "long text with a quote \" ".repeat(50),
                "long \u00e9 text ".repeat(50),
                "?".repeat(100),
                "\u0001".repeat(100),
                "\uD800 lone".repeat(10),
                mapOf("a", null, "b\n", true, "c", false, "\u00e9", 1),
                List.of(0, -1, 9, 10, 99, 100, -100, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE),
                List.of(List.of(), Map.of(), List.of(List.of())),
                new int[] {1, 22, 333},
                new int[0],
                new byte[] {1, 2, 3, 4},
                new java.math.BigInteger("123456789012345678901234567890"),
                List.of(Double.NaN, new Object(), new Thread()),
                Map.of(1, "odd"),
                mapOf("\uDFFF", "name"));
    }

    @ParameterizedTest
    @MethodSource("states")
    @DisplayName("CO-13: the size is the length of the JSON that is sent, and the limit cuts exactly there")
    void theSizeIsTheLengthOfTheJson(Object state) {
        CaptureResult.Captured captured = capture(state);
        int length = StrictJson.write(captured.tree()).length;
        assertThat(captured.approximateBytes()).isEqualTo(length);

        assertThat(limited(length).capture(state)).isInstanceOf(CaptureResult.Captured.class);
        if (length > 1) {
            assertThat(limited(length - 1).capture(state))
                    .isInstanceOfSatisfying(
                            Unavailable.class, u -> assertThat(u.reason()).isEqualTo(Reason.TOO_LARGE));
        }
    }

    @Test
    void fractionsAreChargedWithLessThanTheyTake() {
        CaptureResult.Captured captured = capture(new double[] {0.5, 1e300, Math.PI, Double.MIN_VALUE, -1e-7});
        assertThat(captured.approximateBytes()).isLessThanOrEqualTo(StrictJson.write(captured.tree()).length);
    }

    @Test
    void aStateThatIsTooLargeIsToldWithItsTypeAndSize() {
        CaptureResult result = limited(100).capture(mapOf("text", "x".repeat(1000)));
        assertThat(result)
                .isEqualTo(new Unavailable(
                        Reason.TOO_LARGE, "state of type java.util.HashMap is larger than 100 bytes, stopped at 1010"));
    }

    @Test
    void aStateThatFitsAgainIsCapturedAgainstTheLastOneThatDid() {
        CaptureSession session = limited(200);
        List<Object> inner = List.of("kept", new HashMap<>());
        Map<String, Object> state = mapOf("inner", inner, "text", "small");
        CaptureResult.Captured first = captured(session.capture(state));
        state.put("text", "x".repeat(1000));
        assertThat(session.capture(state)).isInstanceOf(Unavailable.class);
        state.put("text", "fits");
        CaptureResult.Captured second = captured(session.capture(state));
        assertThat(second.tree().path("inner")).isSameAs(first.tree().path("inner"));
        assertThat(second.tree().path("text").textValue()).isEqualTo("fits");
        assertThat(first.tree().path("text").textValue()).isEqualTo("small");
    }

    static Stream<Supplier<Object>> hostile() {
        String longText = "x".repeat(50_000_000);
        byte[] bytes = new byte[50_000_000];
        int[] ints = new int[20_000_000];
        char[] chars = new char[50_000_000];
        Object laughs = "ha";
        for (int i = 0; i < 60; i++) {
            laughs = List.of(laughs, laughs);
        }
        Object billion = laughs;
        Map<Integer, Object> names = new HashMap<>();
        for (int i = 0; i < 1_000_000; i++) {
            names.put(i, null);
        }
        Map<String, Object> longNames = new LinkedHashMap<>();
        for (int i = 0; i < 1000; i++) {
            longNames.put("n".repeat(100_000) + i, null);
        }
        List<Object> endless = Collections.nCopies(Integer.MAX_VALUE, "x");
        return Stream.of(
                () -> longText,
                () -> CharBuffer.wrap(longText),
                () -> bytes,
                () -> ints,
                () -> chars,
                () -> billion,
                () -> names,
                () -> longNames,
                () -> endless,
                () -> new String[20_000_000],
                AnyGetter::new);
    }

    static final class AnyGetter {
        @JsonAnyGetter
        public Map<String, Object> any() {
            return Collections.singletonMap("many", Collections.nCopies(Integer.MAX_VALUE, "x"));
        }
    }

    @ParameterizedTest
    @MethodSource("hostile")
    @DisplayName("CO-14: the cost of refusing a state depends on the limit, not on the state")
    void theCostOfRefusingDependsOnTheLimit(Supplier<Object> make) {
        Object state = make.get();
        CaptureSession session = limited(LIMIT);
        session.capture(List.of("warm up", new AnyGetter(), new Object[0], new int[1]));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        CaptureResult result = session.capture(state);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(result).isInstanceOfSatisfying(Unavailable.class, unavailable -> {
            assertThat(unavailable.reason()).isEqualTo(Reason.TOO_LARGE);
            assertThat(unavailable.detail()).hasSizeLessThan(1000);
        });
        // A node with its piece takes some hundred bytes for the two or three of "x", that are charged.
        assertThat(allocated).isLessThan(80 * LIMIT);
    }

    @Test
    void textThatIsTooLongIsNotEvenLookedAt() {
        String longText = "x".repeat(50_000_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        CaptureSession session = limited(LIMIT);
        List<Object> state = new ArrayList<>(Arrays.asList("a", longText));
        session.capture(List.of("warm up"));
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(session.capture(state)).isInstanceOf(Unavailable.class);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(LIMIT);
    }

    private static CaptureSession limited(long bytes) {
        return StateEncoder.builder().maxStateBytes(bytes).build().newSession();
    }
}
