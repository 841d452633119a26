package io.dashstream.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.dashstream.testing.Property;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UntrustedIdsTest {

    @ParameterizedTest
    @ValueSource(strings = {"t-1", " t ", "日本語", "😀", "a/b:c"})
    void ordinaryIdsAreTakenAsTheyAre(String id) {
        assertThat(WireLimits.requireThreadId(id)).isSameAs(id);
        assertThat(WireLimits.requireTenantId(id)).isSameAs(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", "\u2003"})
    @DisplayName("CO-17: a blank id is refused with the field's name")
    void aBlankIdIsRefused(String id) {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> WireLimits.requireThreadId(id))
                .withMessageStartingWith("thread_id \"")
                .withMessageEndingWith("it must not be blank")
                .extracting(WireException::reason)
                .isEqualTo(WireException.Reason.INVALID_ID);
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> WireLimits.requireTenantId(id))
                .withMessageStartingWith("tenant_id \"");
    }

    @Test
    @DisplayName("CO-17: 256 characters are taken, 257 are refused with both numbers")
    void theLongestIdIs256Characters() {
        String longest = "x".repeat(256);

        assertThat(WireLimits.requireThreadId(longest)).isSameAs(longest);
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> WireLimits.requireThreadId(longest + "x"))
                .withMessageEndingWith("at most 256 characters are allowed, it has 257");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD800", "a\uDC00b", "\uDC00\uD800"})
    @DisplayName("CO-17: an id that UTF-8 cannot hold is refused, as two of them would become one")
    void anIdThatUtf8CannotHoldIsRefused(String id) {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> WireLimits.requireThreadId(id))
                .withMessageContaining("valid Unicode");
    }

    @Test
    @DisplayName("CO-17: refusing an id of 10 MB costs no copy of it and gives a short message")
    void refusingAHugeIdIsCheap() {
        String huge = "x".repeat(10_000_000);
        WireException[] refusal = new WireException[1];
        LogText.of(huge);

        long allocated = Allocations.during(() -> {
            try {
                WireLimits.requireThreadId(huge);
            } catch (WireException e) {
                refusal[0] = e;
            }
        });

        assertThat(refusal[0]).isNotNull();
        assertThat(refusal[0].getMessage()).hasSizeLessThan(1000).contains("it has 10000000");
        assertThat(allocated).isLessThan(1_000_000);
    }

    @Test
    @DisplayName("CO-17: two ids with the same first 256 characters stay two in a log")
    void idsWithTheSamePrefixStayDistinct() {
        String prefix = "x".repeat(256);

        assertThat(LogText.of(prefix + "a"))
                .isNotEqualTo(LogText.of(prefix + "b"))
                .hasSizeLessThan(LogText.MAX_CHARS);
        String longPrefix = "x".repeat(1_000_000);
        assertThat(LogText.of(longPrefix + "a")).isNotEqualTo(LogText.of(longPrefix + "b"));
        assertThat(LogText.of(longPrefix + "\uD800")).isNotEqualTo(LogText.of(longPrefix + "\uD801"));
    }

    @Test
    @DisplayName("CO-17: a character of two or four bytes at every cut position is never split")
    void aWideCharacterAtEveryCutPositionIsNeverSplit() {
        for (String wide : new String[] {"é", "日", "😀"}) {
            for (int at = 150; at <= 260; at++) {
                String id = "x".repeat(at) + wide + "y".repeat(400);

                String text = LogText.of(id);

                assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text)).isTrue();
                assertThat(text).startsWith("x".repeat(150)).hasSizeLessThan(LogText.MAX_CHARS);
            }
        }
    }

    @Test
    @DisplayName(
            "CO-17: whatever the text, its log form is short, of one line and printable, and no two texts share one")
    void everyTextHasABoundedPrintableFormOfItsOwn() {
        Property.check("bounded, printable, injective", 4_000, (random, size) -> {
            String one = randomText(random, size);
            String other = random.nextBoolean() ? edited(one, random) : LogText.of(one);

            assertThat(LogText.of(one).length()).isLessThanOrEqualTo(LogText.MAX_CHARS);
            assertThat(LogText.of(one).codePoints())
                    .noneMatch(c -> Character.isISOControl(c)
                            || Character.getType(c) == Character.FORMAT
                            || Character.getType(c) == Character.SURROGATE
                            || Character.getType(c) == Character.LINE_SEPARATOR);
            if (!one.equals(other)) {
                assertThat(LogText.of(one)).isNotEqualTo(LogText.of(other));
            }
        });
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "plain id-1, plain id-1",
                "日本語 😀, 日本語 😀",
            })
    void ordinaryTextStaysAsItIs(String text, String expected) {
        assertThat(LogText.of(text)).isEqualTo(expected);
    }

    @Test
    void whatCouldForgeALogLineIsEscaped() {
        assertThat(LogText.of("a\nb\u202Ec\u0000\\d\u2028\uD800"))
                .isEqualTo("a\\u{a}b\\u{202e}c\\u{0}\\u{5c}d\\u{2028}\\u{d800}");
    }

    @Test
    @DisplayName("CO-17: an id made of escapes only is bounded as well")
    void anIdMadeOfEscapesIsBounded() {
        assertThat(LogText.of("\uDBFF\uDFFF".repeat(128))).hasSizeLessThanOrEqualTo(LogText.MAX_CHARS);
    }

    @Test
    @DisplayName("CO-17: a message id of 1 MB is shown by its first bytes, size and hash; two of them stay two")
    void aHugeMessageIdIsBounded() {
        byte[] bytes = new byte[1_000_000];
        String one = MessageIds.toText(ByteString.copyFrom(bytes));
        bytes[999_999] = 1;
        String other = MessageIds.toText(ByteString.copyFrom(bytes));

        assertThat(one).startsWith("0".repeat(64) + "…(1000000 bytes, sha256 ").hasSizeLessThan(LogText.MAX_CHARS);
        assertThat(other).isNotEqualTo(one);
    }

    private static String randomText(RandomGenerator random, int size) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(size * 10);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(
                    switch (random.nextInt(8)) {
                        case 0 -> random.nextInt(0x20);
                        case 1 -> random.nextInt(0x110000);
                        case 2 -> 0xD800 + random.nextInt(0x800);
                        case 3 -> '\\';
                        case 4 -> '\u2026';
                        default -> 'a' + random.nextInt(26);
                    });
        }
        return text.toString();
    }

    private static String edited(String text, RandomGenerator random) {
        if (text.isEmpty()) {
            return "x";
        }
        int at = random.nextInt(text.length());
        char unit = (char) (text.charAt(at) ^ 1 << random.nextInt(16));
        return text.substring(0, at) + unit + text.substring(at + 1);
    }
}
