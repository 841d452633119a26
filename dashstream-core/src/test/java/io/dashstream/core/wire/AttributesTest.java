package io.dashstream.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.dashstream.core.wire.v1.AttributeValue;
import io.dashstream.core.wire.v1.EventType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AttributesTest {

    private static final OptionalLong NO_LONG = OptionalLong.empty();
    private static final OptionalDouble NO_DOUBLE = OptionalDouble.empty();
    private static final Optional<Boolean> NO_BOOL = Optional.empty();

    private static OptionalLong l(long value) {
        return OptionalLong.of(value);
    }

    private static OptionalDouble d(double value) {
        return OptionalDouble.of(value);
    }

    private static AttributeValue raw(double value) {
        return AttributeValue.newBuilder().setFloatValue(value).build();
    }

    private static AttributeValue s(String text) {
        return AttributeValues.of(text);
    }

    private static Attributes with(AttributeValue value) {
        return Attributes.of(Map.of("a", value));
    }

    static Stream<Arguments> numbersAndTruthValues() {
        return Stream.of(
                Arguments.of(AttributeValues.of(42), l(42), d(42), NO_BOOL),
                Arguments.of(AttributeValues.of(0), l(0), d(0), NO_BOOL),
                Arguments.of(AttributeValues.of(1), l(1), d(1), NO_BOOL),
                Arguments.of(AttributeValues.of(1L << 53), l(1L << 53), d(0x1p53), NO_BOOL),
                Arguments.of(AttributeValues.of(-(1L << 53)), l(-(1L << 53)), d(-0x1p53), NO_BOOL),
                Arguments.of(AttributeValues.of((1L << 53) + 1), l((1L << 53) + 1), NO_DOUBLE, NO_BOOL),
                Arguments.of(AttributeValues.of(Long.MAX_VALUE), l(Long.MAX_VALUE), NO_DOUBLE, NO_BOOL),
                Arguments.of(AttributeValues.of(Long.MIN_VALUE), l(Long.MIN_VALUE), NO_DOUBLE, NO_BOOL),
                Arguments.of(AttributeValues.of(2.0), l(2), d(2), NO_BOOL),
                Arguments.of(AttributeValues.of(2.5), NO_LONG, d(2.5), NO_BOOL),
                Arguments.of(AttributeValues.of(-0.0), l(0), d(-0.0), NO_BOOL),
                Arguments.of(AttributeValues.of(0x1p53 - 1), l((1L << 53) - 1), d(0x1p53 - 1), NO_BOOL),
                Arguments.of(AttributeValues.of(0x1p53), NO_LONG, d(0x1p53), NO_BOOL),
                Arguments.of(AttributeValues.of(1e300), NO_LONG, d(1e300), NO_BOOL),
                Arguments.of(raw(Double.NaN), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(raw(Double.POSITIVE_INFINITY), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(AttributeValues.of(true), NO_LONG, NO_DOUBLE, Optional.of(true)),
                Arguments.of(AttributeValues.of(false), NO_LONG, NO_DOUBLE, Optional.of(false)),
                Arguments.of(s("true"), NO_LONG, NO_DOUBLE, Optional.of(true)),
                Arguments.of(s("false"), NO_LONG, NO_DOUBLE, Optional.of(false)),
                Arguments.of(s("TRUE"), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(s("1"), l(1), d(1), NO_BOOL),
                Arguments.of(s("-7"), l(-7), d(-7), NO_BOOL),
                Arguments.of(s("0"), l(0), d(0), NO_BOOL),
                Arguments.of(s("-0"), NO_LONG, d(-0.0), NO_BOOL),
                Arguments.of(s("123abc"), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(s("+5"), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(s("007"), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(s("٣"), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(s("1e3"), NO_LONG, d(1000), NO_BOOL),
                Arguments.of(s("1e999"), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(s("0.5"), NO_LONG, d(0.5), NO_BOOL),
                Arguments.of(s(".5"), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(s("1f"), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(s("0x10"), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(s("NaN"), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(s(" 1"), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(s(""), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(s("-"), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(s("9223372036854775807"), l(Long.MAX_VALUE), d(0x1p63), NO_BOOL),
                Arguments.of(s("9223372036854775808"), NO_LONG, d(0x1p63), NO_BOOL),
                Arguments.of(s("-9223372036854775808"), l(Long.MIN_VALUE), d(-0x1p63), NO_BOOL),
                Arguments.of(s("1".repeat(100_000)), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(AttributeValues.of(ByteString.copyFromUtf8("1")), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(AttributeValues.ofJava(List.of(1)), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(AttributeValues.ofJava(Map.of("a", 1)), NO_LONG, NO_DOUBLE, NO_BOOL),
                Arguments.of(AttributeValue.getDefaultInstance(), NO_LONG, NO_DOUBLE, NO_BOOL));
    }

    @ParameterizedTest
    @MethodSource("numbersAndTruthValues")
    @DisplayName("CO-20: numbers and truth values are read exactly or not at all")
    void numbersAndTruthValuesAreReadExactlyOrNotAtAll(
            AttributeValue value, OptionalLong integer, OptionalDouble decimal, Optional<Boolean> bool) {
        assertThat(with(value).integer("a")).isEqualTo(integer);
        assertThat(with(value).decimal("a")).isEqualTo(decimal);
        assertThat(with(value).bool("a")).isEqualTo(bool);
    }

    @Test
    @DisplayName("CO-20: text, bytes, lists and maps are read only from their own kind, over every kind the schema has")
    void textBytesListsAndMapsAreReadOnlyFromTheirOwnKind() {
        Map<AttributeValue.ValueCase, AttributeValue> kinds = Map.of(
                AttributeValue.ValueCase.STRING_VALUE, s("x"),
                AttributeValue.ValueCase.INT_VALUE, AttributeValues.of(1),
                AttributeValue.ValueCase.FLOAT_VALUE, AttributeValues.of(1.5),
                AttributeValue.ValueCase.BOOL_VALUE, AttributeValues.of(true),
                AttributeValue.ValueCase.BYTES_VALUE, AttributeValues.of(ByteString.copyFromUtf8("x")),
                AttributeValue.ValueCase.ARRAY_VALUE, AttributeValues.ofJava(List.of("x")),
                AttributeValue.ValueCase.MAP_VALUE, AttributeValues.ofJava(Map.of("k", "x")),
                AttributeValue.ValueCase.VALUE_NOT_SET, AttributeValue.getDefaultInstance());
        assertThat(kinds).containsOnlyKeys(AttributeValue.ValueCase.values());

        kinds.forEach((kind, value) -> {
            Attributes attributes = with(value);
            assertThat(value.getValueCase()).isEqualTo(kind);
            assertThat(attributes.contains("a")).isTrue();
            assertThat(attributes.text("a").isPresent()).isEqualTo(kind == AttributeValue.ValueCase.STRING_VALUE);
            assertThat(attributes.bytes("a").isPresent()).isEqualTo(kind == AttributeValue.ValueCase.BYTES_VALUE);
            assertThat(attributes.list("a").isPresent()).isEqualTo(kind == AttributeValue.ValueCase.ARRAY_VALUE);
            assertThat(attributes.map("a").isPresent()).isEqualTo(kind == AttributeValue.ValueCase.MAP_VALUE);
        });
        assertThat(with(s("x")).text("a")).hasValue("x");
        assertThat(with(kinds.get(AttributeValue.ValueCase.BYTES_VALUE)).bytes("a"))
                .hasValue(ByteString.copyFromUtf8("x"));
        assertThat(with(kinds.get(AttributeValue.ValueCase.ARRAY_VALUE)).list("a"))
                .hasValue(List.of(s("x")));
        assertThat(with(kinds.get(AttributeValue.ValueCase.MAP_VALUE)).map("a").flatMap(map -> map.text("k")))
                .hasValue("x");
    }

    @Test
    void aMissingAttributeIsEmptyForEveryReader() {
        Attributes none = Attributes.of(TestMessages.nodeStart("n", 1).getEvent());

        assertThat(none.contains("a")).isFalse();
        assertThat(none.text("a")).isEmpty();
        assertThat(none.integer("a")).isEmpty();
        assertThat(none.decimal("a")).isEmpty();
        assertThat(none.bool("a")).isEmpty();
        assertThat(none.bytes("a")).isEmpty();
        assertThat(none.list("a")).isEmpty();
        assertThat(none.map("a")).isEmpty();
    }

    static Stream<Arguments> javaValues() {
        AttributeValue none = AttributeValue.getDefaultInstance();
        return Stream.of(
                Arguments.of(null, none),
                Arguments.of(Optional.empty(), none),
                Arguments.of(Optional.of("x"), s("x")),
                Arguments.of(s("x"), s("x")),
                Arguments.of(CharBuffer.wrap("x"), s("x")),
                Arguments.of('x', s("x")),
                Arguments.of(EventType.EVENT_TYPE_NODE_END, s("EVENT_TYPE_NODE_END")),
                Arguments.of((byte) 1, AttributeValues.of(1)),
                Arguments.of((short) 1, AttributeValues.of(1)),
                Arguments.of(1, AttributeValues.of(1)),
                Arguments.of(1L, AttributeValues.of(1)),
                Arguments.of(0.1f, AttributeValues.of(0.1)),
                Arguments.of(0.1, AttributeValues.of(0.1)),
                Arguments.of(Double.NaN, s("NaN")),
                Arguments.of(Float.NEGATIVE_INFINITY, s("-Infinity")),
                Arguments.of(BigInteger.TWO.pow(63).subtract(BigInteger.ONE), AttributeValues.of(Long.MAX_VALUE)),
                Arguments.of(BigInteger.TWO.pow(63), s("9223372036854775808")),
                Arguments.of(BigInteger.TWO.pow(63).negate(), AttributeValues.of(Long.MIN_VALUE)),
                Arguments.of(new BigDecimal("0.5"), AttributeValues.of(0.5)),
                Arguments.of(new BigDecimal("0.1"), s("0.1")),
                Arguments.of(new BigDecimal("1e999"), s("1E+999")),
                Arguments.of(true, AttributeValues.of(true)),
                Arguments.of(new byte[] {1}, AttributeValues.of(ByteString.copyFrom(new byte[] {1}))),
                Arguments.of(ByteString.EMPTY, AttributeValues.of(ByteString.EMPTY)));
    }

    @ParameterizedTest
    @MethodSource("javaValues")
    @DisplayName("CO-20: Java values become the kind that the table says, exactly")
    void javaValuesBecomeTheKindOfTheTable(Object value, AttributeValue expected) {
        assertThat(AttributeValues.ofJava(value)).isEqualTo(expected);
        assertThat(with(AttributeValues.ofJava(new Object[] {value})).list("a")).hasValue(List.of(expected));
        Map<Integer, Object> map = new HashMap<>();
        map.put(5, value);
        assertThat(AttributeValues.ofJava(map).getMapValue().getValuesMap()).isEqualTo(Map.of("5", expected));
    }

    @Test
    void otherJavaTypesAreRefusedByName() {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> AttributeValues.ofJava(List.of(new Object())))
                .withMessageContaining("java.lang.Object")
                .extracting(WireException::reason)
                .isEqualTo(WireException.Reason.INVALID_ARGUMENT);
    }

    @Test
    void aListThatHoldsItselfIsRefused() {
        List<Object> self = new ArrayList<>();
        self.add(self);

        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> AttributeValues.ofJava(self))
                .extracting(WireException::reason)
                .isEqualTo(WireException.Reason.TOO_COMPLEX);
    }

    @Test
    @DisplayName(
            "Attributes nested as deep as allowed go through a frame inside a batch; one level more is refused at both ends")
    void theDeepestAttributesGoThroughAFrame() {
        try (FrameEncoder encoder = FrameEncoder.builder().build();
                FrameDecoder decoder = FrameDecoder.strict()) {
            AttributeValue deepest = AttributeValues.ofJava(nested(WireLimits.MAX_ATTRIBUTE_DEPTH));
            var batch = TestMessages.batch(TestMessages.innerEvent(
                    EventType.EVENT_TYPE_NODE_START, 1, event -> event.putAttributes("deep", deepest)));
            assertThat(decoder.decode(encoder.encode(batch).bytes())).isEqualTo(batch);

            assertThatExceptionOfType(WireException.class)
                    .isThrownBy(() -> AttributeValues.ofJava(nested(WireLimits.MAX_ATTRIBUTE_DEPTH + 1)))
                    .extracting(WireException::reason)
                    .isEqualTo(WireException.Reason.TOO_COMPLEX);
            AttributeValue tooDeep = AttributeValues.ofJava(Map.of("k", deepest));
            assertThatExceptionOfType(WireException.class)
                    .isThrownBy(() -> encoder.encode(TestMessages.event(
                            EventType.EVENT_TYPE_NODE_START, 1, event -> event.putAttributes("deep", tooDeep))))
                    .withMessageContaining("attribute \"deep\" nests deeper than 32")
                    .extracting(WireException::reason)
                    .isEqualTo(WireException.Reason.TOO_COMPLEX);
        }
    }

    private static Object nested(int levels) {
        Object value = "x";
        for (int i = 0; i < levels; i++) {
            value = Map.of("k", value);
        }
        return Objects.requireNonNull(value);
    }
}
