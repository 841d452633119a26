package io.dashstream.producer.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.producer.capture.SecretCorpus.Sample;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedactedTextTest {

    private final Redactor redactor = Redactor.ofDefaults();

    static Stream<Sample> all() {
        return SecretCorpus.all();
    }

    static Stream<Sample> keys() {
        return SecretCorpus.keys().stream();
    }

    static Stream<String> benign() {
        return BenignCorpus.texts().stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("PR-03: a secret alone, in a sentence, in brackets or in a line of its own is taken out")
    void aSecretIsTakenOutWhereverItStands(Sample sample) {
        for (String around : List.of("%s", "The value is %s\nand more.", "(%s)", "\n%s\n", "caf\u00e9 %s \u5bc6")) {
            String redacted = redactor.redactText(around.replace("%s", sample.text()));
            assertThat(redacted).doesNotContain(sample.secret()).contains(Redactor.mark(sample.kind()));
            assertThat(redacted).startsWith(around.substring(0, around.indexOf('%')));
        }
        assertThat(redactor.redactions()).isGreaterThanOrEqualTo(5);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aKeyIsTakenOutOfJsonUrlsAndEscapedText(Sample sample) {
        for (String around :
                List.of("{\"k\":\"%s\"}", "{\\\"k\\\":\\\"%s\\\"}", "x=%s&y=1", "a,%s,b", "`%s`", "line\\n%s\\nline")) {
            assertThat(redactor.redactText(around.replace("%s", sample.text()))).doesNotContain(sample.secret());
        }
        if (!sample.kind().equals("aws_secret_key") && !sample.kind().equals("jwt")) {
            assertThat(redactor.redactText("q%3D" + sample.text() + "\\u0026" + sample.text()))
                    .doesNotContain(sample.secret());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aRedactedTextHasNothingMoreToRedact(Sample sample) {
        String once = redactor.redactText("a " + sample.text() + " b");
        long count = redactor.redactions();
        assertThat(redactor.redactText(once)).isSameAs(once);
        assertThat(redactor.redactions()).isEqualTo(count);
    }

    @ParameterizedTest
    @MethodSource("benign")
    @DisplayName("PR-03: prose, code, hashes and pictures are not changed")
    void benignTextIsNotChanged(String text) {
        assertThat(redactor.redactText(text)).isSameAs(text);
        assertThat(redactor.redactions()).isZero();
    }

    @Test
    void theRestOfTheTextStays() {
        String key = SecretCorpus.keys().get(0).secret();
        assertThat(redactor.redactText("call with " + key + ", then " + key + "."))
                .isEqualTo("call with [REDACTED:openai], then [REDACTED:openai].");
        assertThat(redactor.redactText("postgres://app:" + "pass1" + "@db:5432/x"))
                .isEqualTo("postgres://app:[REDACTED:url_password]@db:5432/x");
        assertThat(redactor.redactText("{\"user\":\"bob\",\"password\":\"pw\",\"n\":1}"))
                .isEqualTo("{\"user\":\"bob\",\"password\":\"[REDACTED]\",\"n\":1}");
        assertThat(redactor.redactText("Authorization: Bearer abc123 end"))
                .isEqualTo("Authorization: Bearer [REDACTED] end");
        assertThat(redactor.redactions()).isEqualTo(5);
    }

    @Test
    void aWholePrivateKeyGoesFromTheFirstDashToTheLast() {
        Sample key = SecretCorpus.inContext().stream()
                .filter(sample -> sample.kind().equals("private_key"))
                .findFirst()
                .orElseThrow();
        assertThat(redactor.redactText("before\n" + key.text() + "\nafter"))
                .isEqualTo("before\n[REDACTED:private_key]\nafter");
    }

    @Test
    void noneTakesNothingOut() {
        String key = SecretCorpus.keys().get(0).secret();
        assertThat(Redactor.none().redactText(key)).isSameAs(key);
        TokenRedactor tokens = Redactor.none().newTokenRedactor();
        assertThat(tokens.accept(key) + tokens.finish()).isEqualTo(key);
    }
}
