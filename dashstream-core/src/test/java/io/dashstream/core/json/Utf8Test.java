package io.dashstream.core.json;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.testing.Property;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Utf8Test {

    @Test
    void everyStartWithEveryKindOfContinuationGetsTheVerdictOfTheJdk() {
        int[] next = {0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0};
        for (int first = 0x7E; first < 256; first++) {
            assertVerdictOfTheJdk(new byte[] {(byte) first});
            for (int second : next) {
                assertVerdictOfTheJdk(new byte[] {(byte) first, (byte) second});
                for (int third : next) {
                    assertVerdictOfTheJdk(new byte[] {(byte) first, (byte) second, (byte) third});
                    for (int fourth : next) {
                        assertVerdictOfTheJdk(new byte[] {(byte) first, (byte) second, (byte) third, (byte) fourth});
                    }
                }
            }
        }
    }

    @Test
    void randomBytesGetTheVerdictOfTheJdk() {
        Property.check("bytes are UTF-8 if and only if the JDK decodes them", 20_000, (random, size) -> {
            byte[] bytes =
                    "plain text, \u00e9\u6f22\ud83d\ude00 and more".repeat(2).getBytes(StandardCharsets.UTF_8);
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            assertVerdictOfTheJdk(bytes);
        });
    }

    @Test
    void theMessageNamesByteAndOffset() {
        byte[] bytes = {'x', 'x', 'a', 'b', (byte) 0xC3, 'c'};

        assertThatThrownBy(() -> Utf8.require(bytes, 2, 6))
                .isInstanceOf(JsonException.class)
                .hasMessage("JSON text is not UTF-8: byte 0xc3 at offset 2");
    }

    private static void assertVerdictOfTheJdk(byte[] bytes) {
        if (isUtf8(bytes) != isUtf8ByTheJdk(bytes)) {
            throw new AssertionError(
                    "another verdict than the JDK's on " + HexFormat.of().formatHex(bytes));
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            Utf8.require(bytes, 0, bytes.length);
            return true;
        } catch (JsonException e) {
            return false;
        }
    }

    private static boolean isUtf8ByTheJdk(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
