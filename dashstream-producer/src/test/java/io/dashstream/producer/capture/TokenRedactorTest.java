package io.dashstream.producer.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.producer.capture.SecretCorpus.Sample;
import io.dashstream.testing.Property;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenRedactorTest {

    private final Redactor redactor = Redactor.ofDefaults();

    static Stream<Sample> all() {
        return SecretCorpus.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("PR-03: a secret that is split over chunks, at any place, is taken out of the stream")
    void aSplitSecretIsTakenOut(Sample sample) {
        String text = "The value is " + sample.text() + "\nand more.";
        String expected = redactor.redactText(text);
        for (int cut = 0; cut <= text.length(); cut++) {
            assertThat(stream(List.of(text.substring(0, cut), text.substring(cut))))
                    .isEqualTo(expected);
        }
        assertThat(stream(text.codePoints().mapToObj(Character::toString).toList()))
                .isEqualTo(expected);
    }

    @Test
    void howATextIsCutIntoChunksMakesNoDifference() {
        List<String> pieces = Stream.concat(SecretCorpus.all().map(Sample::text), BenignCorpus.texts().stream())
                .toList();
        Property.check("stream = text", 2000, (random, size) -> {
            String text = text(pieces, random, 1 + size / 10);
            assertThat(stream(chunks(text, random))).isEqualTo(redactor.redactText(text));
        });
    }

    @Test
    void proseIsNotHeldBackLongerThanAWord() {
        TokenRedactor tokens = redactor.newTokenRedactor();
        StringBuilder out = new StringBuilder();
        String prose = "The quick brown fox jumps over the lazy dog, and so on. ";
        for (int i = 0; i < prose.length(); i++) {
            out.append(tokens.accept(prose.substring(i, i + 1)));
            assertThat(i + 1 - out.length()).isLessThanOrEqualTo(8);
        }
        assertThat(out + tokens.finish()).isEqualTo(prose);
    }

    @Test
    void whatIsHeldBackIsBoundedWhateverComes() {
        for (String hostile :
                List.of("a", "sk-", "eyJ-", "\\", "http://a:", "-----BEGIN ", "token=", "\"secret\":\"", "Bearer ")) {
            TokenRedactor tokens = redactor.newTokenRedactor();
            for (int i = 0; i < 5000; i++) {
                tokens.accept(hostile);
            }
            assertThat(tokens.pendingChars()).as(hostile).isLessThan(1200);
        }
    }

    @Test
    void patternsOfTheApplicationFindWhatIsSplit() {
        Redactor own = Redactor.builder().pattern("case", "CASE-\\d{6}").build();
        String text = "before CASE-123456 between CASE-654321 after " + "x ".repeat(300) + "CASE-111111";
        String expected = own.redactText(text);
        assertThat(expected)
                .startsWith("before [REDACTED:case] between [REDACTED:case] after x")
                .endsWith("[REDACTED:case]");
        Property.check("stream = text with patterns", 200, (random, size) -> {
            TokenRedactor tokens = own.newTokenRedactor();
            StringBuilder out = new StringBuilder();
            chunks(text, random).forEach(chunk -> out.append(tokens.accept(chunk)));
            assertThat(out + tokens.finish()).isEqualTo(expected);
        });
    }

    @Test
    void aStreamCanBeUsedAgainAfterItsEnd() {
        TokenRedactor tokens = redactor.newTokenRedactor();
        String key = SecretCorpus.keys().get(0).secret();
        tokens.accept("x " + key);
        tokens.finish();
        assertThat(tokens.accept("plain ") + tokens.finish()).isEqualTo("plain ");
    }

    private String stream(List<String> chunks) {
        TokenRedactor tokens = redactor.newTokenRedactor();
        StringBuilder out = new StringBuilder();
        chunks.forEach(chunk -> out.append(tokens.accept(chunk)));
        return out.append(tokens.finish()).toString();
    }

    private static String text(List<String> pieces, RandomGenerator random, int count) {
        String[] glue = {" ", "\n", "", "\"", "\\n", "=", ": ", "-", "&", "\u00e9"};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String piece = pieces.get(random.nextInt(pieces.size()));
            boolean whole = random.nextInt(3) > 0;
            text.append(whole ? piece : piece.substring(random.nextInt(piece.length() + 1)));
            text.append(glue[random.nextInt(glue.length)]);
        }
        return text.toString();
    }

    private static List<String> chunks(String text, RandomGenerator random) {
        List<String> chunks = new java.util.ArrayList<>();
        int longest = 1 + random.nextInt(40);
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + random.nextInt(longest + 1));
            chunks.add(text.substring(at, end));
            at = end;
        }
        return chunks;
    }
}
