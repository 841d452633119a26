package io.dashstream.producer.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.producer.capture.Finding.Outcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Work is counted in looks at a character, so no clock is needed. */
class RedactionWorkTest {

    /** Of a text of near misses at worst; prose takes two or three. */
    private static final int MOST_LOOKS_PER_CHARACTER = 120;

    private static final SecretFinder FINDER = new KnownSecrets(SecretNames.with(List.of()));

    private static final class Counted implements CharSequence {
        private final String text;
        private long looks;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            looks++;
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            looks += end - start;
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static Stream<String> nearMisses() {
        Stream<String> own = Stream.of(
                "a",
                " ",
                "-",
                "--",
                "-----",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY----- MIIE",
                "-----BEGIN PRIVATE KEY-----\nProc-Type: ",
                "-----END ",
                "sk-",
                "sk-a-",
                "sk-ant-",
                "sk",
                "s",
                "eyJ",
                "eyJ-",
                "eyJ ",
                "eyJa.",
                "eyJaaaaaaaaaaaaa.",
                "AKIA",
                "AKIA ",
                "ghp_",
                "ghp_ ",
                "AIza",
                "xoxb-",
                "xoxb-a",
                "Bearer ",
                "Bearer a ",
                "Basic ",
                "Basic YTpi",
                "bearer\t",
                "://",
                "a://b:",
                "a://b:c",
                "a://b:c@",
                ":",
                "=",
                "a=",
                "password",
                "password=",
                "password: ",
                "password=\"",
                "\"password\":\"",
                "\\\"password\\\":\\\"",
                "token=\"a ",
                "token='a",
                "token:",
                "Authorization: ",
                "Authorization: Digest ",
                "Cookie: ",
                "Cookie: a",
                "\\",
                "\\n",
                "%",
                "%3D",
                "\\u0041",
                "a/",
                "/a",
                "Aa1/",
                "Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9St0Uv1Wx2Yz3+",
                "hooks.slack.com/services/",
                "\"",
                "'",
                "`",
                "\"\"",
                "\u00e9",
                "\uD800");
        return Stream.concat(own, SecretCorpus.all().map(sample -> {
            String text = sample.text();
            return text.substring(0, Math.min(text.length(), 40) * 3 / 4);
        }));
    }

    @ParameterizedTest
    @MethodSource("nearMisses")
    @DisplayName("PR-03: the work is linear in the text, also for two hundred thousand characters of near misses")
    void theWorkIsLinear(String unit) {
        long once = looks(unit.repeat(100_000 / unit.length()));
        long twice = looks(unit.repeat(200_000 / unit.length()));
        assertThat((double) twice / once).isLessThan(2.2);
        assertThat(twice / 200_000).isLessThan(MOST_LOOKS_PER_CHARACTER);
    }

    @Test
    void proseTakesAFewLooksPerCharacter() {
        String prose = String.join("\n", BenignCorpus.texts());
        assertThat(looks(prose) / prose.length()).isLessThan(8);
    }

    private static long looks(String text) {
        Counted counted = new Counted(text);
        Finding finding = new Finding();
        int from = 0;
        while (FINDER.next(counted, from, true, finding) == Outcome.FOUND) {
            assertThat(finding.end).isGreaterThan(from);
            from = finding.end;
        }
        return counted.looks;
    }

    @Test
    void aPatternThatBacktracksWithoutEndIsStoppedAndItsTextTakenOut() {
        Redactor redactor = Redactor.builder().pattern("slow", "(.*a){3}b").build();
        assertThat(redactor.redactText("a".repeat(100))).isEqualTo("[REDACTED:slow]");
        assertThat(redactor.redactText("aaab x")).isEqualTo("[REDACTED:slow] x");
        assertThat(redactor.redactText("nothing here")).isEqualTo("nothing here");
    }

    @Test
    void aPatternThatOverflowsTheStackIsStoppedToo() {
        Redactor redactor = Redactor.builder().pattern("deep", "(?:a|b)*c").build();
        assertThat(redactor.redactText("ab".repeat(100_000))).isEqualTo("[REDACTED:deep]");
    }

    @Test
    void patternsOfTheApplicationAndOursAreOneWhereTheyOverlap() {
        String key = SecretCorpus.keys().get(0).secret();
        Redactor redactor = Redactor.builder()
                .pattern("line", "id=\\S+ end")
                .pattern("empty", "x*")
                .build();
        assertThat(redactor.redactText("a id=" + key + " end b")).isEqualTo("a [REDACTED:line] b");
        assertThat(redactor.redactText(key + " xx b")).isEqualTo("[REDACTED:openai] [REDACTED:empty] b");
        assertThatThrownBy(() -> Redactor.builder().pattern("not a name", "x")).hasMessageContaining("not a name");
        assertThatThrownBy(() -> Redactor.builder().pattern("name", "(")).isInstanceOf(IllegalArgumentException.class);
    }
}
