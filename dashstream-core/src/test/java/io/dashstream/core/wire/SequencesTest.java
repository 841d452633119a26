package io.dashstream.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.testing.Property;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequencesTest {

    /** In ascending order: around 2^53, where a double loses odd numbers, and 2^63, where a long turns negative. */
    private static final List<String> EDGES = List.of(
            "1",
            "9007199254740991",
            "9007199254740992",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551614",
            "18446744073709551615");

    @Test
    @DisplayName("CO-02: sequences go through a frame and text exactly, up to 2^64-1, and stay in order")
    void sequencesGoThroughAFrameExactly() {
        try (FrameEncoder encoder = FrameEncoder.builder().build();
                FrameDecoder decoder = FrameDecoder.strict()) {
            List<Long> received = new ArrayList<>();
            for (String edge : EDGES) {
                DashStreamMessage sent = TestMessages.nodeStart("n", Sequences.parse(edge));
                received.add(Messages.header(decoder.decode(encoder.encode(sent).bytes()))
                        .getSequence());
            }

            assertThat(received).map(Sequences::toText).containsExactlyElementsOf(EDGES);
            Collections.reverse(received);
            received.sort(Sequences::compare);
            assertThat(received).map(Sequences::toText).containsExactlyElementsOf(EDGES);
        }
    }

    @Test
    @DisplayName("CO-02: other 64-bit fields go through a frame exactly as well")
    void other64BitFieldsGoThroughAFrameExactly() {
        try (FrameEncoder encoder = FrameEncoder.builder().build();
                FrameDecoder decoder = FrameDecoder.strict()) {
            for (long value : new long[] {(1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
                DashStreamMessage sent = TestMessages.event(
                        EventType.EVENT_TYPE_NODE_END,
                        1,
                        event -> event.setDurationUs(value).putAttributes("n", AttributeValues.of(value)));

                DashStreamMessage received = decoder.decode(encoder.encode(sent).bytes());

                assertThat(received.getEvent().getDurationUs()).isEqualTo(value);
                assertThat(Attributes.of(received.getEvent()).integer("n")).hasValue(value);
            }
        }
    }

    @Test
    @DisplayName("CO-02: order and text are those of the unsigned integer, for any two numbers")
    void orderAndTextAreThoseOfTheUnsignedInteger() {
        Property.check("as BigInteger has it", 5_000, (random, size) -> {
            long left = random.nextLong() >>> random.nextInt(64);
            long right = random.nextBoolean() ? left + random.nextInt(3) - 1 : random.nextLong();

            assertThat(Integer.signum(Sequences.compare(left, right)))
                    .isEqualTo(unsigned(left).compareTo(unsigned(right)));
            assertThat(Sequences.toText(left)).isEqualTo(unsigned(left).toString());
            assertThat(Sequences.parse(Sequences.toText(left))).isEqualTo(left);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "+5",
                "007",
                "00",
                "1 ",
                "1e3",
                "1.0",
                "0x10",
                "٣",
                "１",
                "123abc",
                "18446744073709551616",
                "99999999999999999999999999"
            })
    @DisplayName("CO-02: text that is not exactly one number is refused")
    void textThatIsNotExactlyOneNumberIsRefused(String text) {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> Sequences.parse(text))
                .withMessageContaining("decimal digits from 0 to 18446744073709551615")
                .extracting(WireException::reason)
                .isEqualTo(WireException.Reason.INVALID_ARGUMENT);
    }

    @Test
    @DisplayName("CO-03: 0 and a header without a sequence are none, everything else is a number")
    void zeroIsNone() {
        assertThat(Sequences.isPresent(Header.getDefaultInstance())).isFalse();
        assertThat(Sequences.isPresent(Messages.header(TestMessages.batch()))).isFalse();
        assertThat(Sequences.isPresent(0)).isFalse();
        assertThat(Sequences.isPresent(Sequences.FIRST)).isTrue();
        assertThat(Sequences.isPresent(-1)).isTrue();
        assertThat(Sequences.isPresent(Long.MIN_VALUE)).isTrue();
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(1, new byte[] {
            (byte) (value >>> 56), (byte) (value >>> 48), (byte) (value >>> 40), (byte) (value >>> 32),
            (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
        });
    }
}
