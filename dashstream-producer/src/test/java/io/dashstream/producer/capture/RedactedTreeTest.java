package io.dashstream.producer.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.json.StrictJson;
import io.dashstream.producer.capture.SecretCorpus.Sample;
import io.dashstream.testing.Property;
import io.dashstream.testing.RandomJson;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactedTreeTest {

    private final Redactor redactor = Redactor.ofDefaults();

    static Stream<Sample> all() {
        return SecretCorpus.all();
    }

    private static JsonNode json(String text) {
        return StrictJson.parse(text.replace('\'', '"'));
    }

    private String redacted(String text) {
        return StrictJson.writeText(redactor.redact(json(text))).replace('"', '\'');
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("PR-03: no secret is left in a tree, in values or in names")
    void aSecretIsTakenOutOfValuesAndNames(Sample sample) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("text", "see " + sample.text());
        tree.putArray("list").add(1).add(sample.text()).addObject().put(sample.text(), 1);
        String text = StrictJson.writeText(redactor.redact(tree));
        String secret = StrictJson.writeText(JsonNodeFactory.instance.textNode(sample.secret()));
        assertThat(text).doesNotContain(secret.substring(1, secret.length() - 1));
        assertThat(redactor.redactions()).isGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "userPassword",
                "DB_PASSWORD",
                "db-password",
                "passwordHash",
                "passphrase",
                "secret",
                "client_secret",
                "clientsecret",
                "secretAccessKey",
                "aws_secret_access_key",
                "apiKey",
                "api_key",
                "OPENAI_API_KEY",
                "x-api-key",
                "openaiApikey",
                "APIKey",
                "privateKey",
                "accessToken",
                "refresh_token",
                "idToken",
                "authToken",
                "authorization",
                "Proxy-Authorization",
                "cookie",
                "Set-Cookie",
                "credentials",
                "jwt",
                "connectionString"
            })
    void valuesOfSecretFieldsAreTakenOutWhole(String name) {
        for (String value : List.of("'x'", "'two words'", "{'a':1}", "[1]", "42")) {
            assertThat(redacted("{'" + name + "':" + value + ",'other':1}"))
                    .isEqualTo("{'" + name + "':'[REDACTED]','other':1}");
        }
        for (String value : List.of("null", "true", "false", "''", "{}", "[]", "'[REDACTED]'")) {
            String text = "{'" + name + "':" + value + "}";
            assertThat(redacted(text)).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "author",
                "secretary",
                "monkey",
                "keyboard",
                "key",
                "passenger",
                "compass",
                "tokens",
                "max_tokens",
                "token_count",
                "prompt_tokens",
                "totalTokens",
                "password_policy",
                "api_key_name",
                "access_token_expires_in",
                "authorization_url",
                "has_password_field",
                "secret_id",
                "tokenizer",
                "cookie_consent",
                "description",
                "authorId",
                "public_key",
                "model"
            })
    void otherFieldsStay(String name) {
        for (String value : List.of("'x'", "'some words'", "42", "{'a':1}", "'abc123def456'")) {
            String text = "{'" + name + "':" + value + "}";
            assertThat(redacted(text)).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "hello,false",
        "the,false",
        "a b c d e f 1,false",
        "/home/bob/work1,false",
        "https://a.b/c1,false",
        "abc123def456,true"
    })
    void aTokenIsASecretOnlyIfItLooksLikeOne(String value, boolean secret) {
        assertThat(redacted("{'token':'" + value + "'}"))
                .isEqualTo("{'token':'" + (secret ? "[REDACTED]" : value) + "'}");
    }

    @Test
    void theApplicationNamesItsOwnFields() {
        Redactor own =
                Redactor.builder().secretField("patientId").secretField("IBAN").build();
        assertThat(StrictJson.writeText(own.redact(json("{'patient_id':'7','iban':'DE1','id':'7'}"))))
                .isEqualTo("{\"patient_id\":\"[REDACTED]\",\"iban\":\"[REDACTED]\",\"id\":\"7\"}");
    }

    @Test
    void anEntryThatNamesItsSecretIsRedacted() {
        assertThat(
                        redacted(
                                "[{'name':'DB_PASSWORD','value':'x'},{'name':'DB_HOST','value':'x'},{'key':'Authorization','value':'y'}]"))
                .isEqualTo("[{'name':'DB_PASSWORD','value':'[REDACTED]'},{'name':'DB_HOST','value':'x'},"
                        + "{'key':'Authorization','value':'[REDACTED]'}]");
    }

    @Test
    void namesThatBecomeEqualStayApart() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put(SecretCorpus.keys().get(0).secret(), 1)
                .put(SecretCorpus.keys().get(1).secret(), 2);
        assertThat(StrictJson.writeText(redactor.redact(tree)))
                .isEqualTo("{\"[REDACTED:openai]\":1,\"[REDACTED:openai]~2\":2}");
    }

    @Test
    void aTreeWithoutSecretsIsTheSameObject() {
        Property.check("identity", 300, (random, size) -> {
            JsonNode tree = RandomJson.agentState(random, size);
            JsonNode redacted = redactor.redact(tree);
            if (redactor.redactions() == 0) {
                assertThat(redacted).isSameAs(tree);
            }
        });
    }

    @Test
    void onlyTheWayToTheSecretIsCopied() {
        JsonNode tree = json("{'a':{'x':[1,2]},'b':{'c':{'password':'p'},'d':{'y':1}}}");
        String before = StrictJson.writeText(tree);
        JsonNode redacted = redactor.redact(tree);
        assertThat(redacted.path("a")).isSameAs(tree.path("a"));
        assertThat(redacted.at("/b/d")).isSameAs(tree.at("/b/d"));
        assertThat(redacted.at("/b/c/password").textValue()).isEqualTo("[REDACTED]");
        assertThat(StrictJson.writeText(tree)).isEqualTo(before);
    }

    @Test
    void aSessionKeepsRedactedNodesAndCountsThemOnce() {
        RedactionSession session = redactor.newSession();
        List<JsonNode> messages = new ArrayList<>();
        String key = SecretCorpus.keys().get(0).secret();
        for (int i = 0; i < 30; i++) {
            messages.add(
                    JsonNodeFactory.instance.objectNode().put("n", i).put("text", i % 10 == 3 ? "key " + key : "text"));
        }
        JsonNode first = session.redact(state(messages));
        assertThat(redactor.redactions()).isEqualTo(3);
        messages.remove(0);
        messages.add(JsonNodeFactory.instance.objectNode().put("text", "new"));
        JsonNode second = session.redact(state(messages));
        assertThat(redactor.redactions()).isEqualTo(3);
        for (int i = 0; i < 29; i++) {
            assertThat(second.at("/messages/" + i)).isSameAs(first.at("/messages/" + (i + 1)));
        }
        assertThat(second.path("password")).isSameAs(first.path("password"));
    }

    private static ObjectNode state(List<JsonNode> messages) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode().addAll(messages);
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        state.set("messages", list);
        return state;
    }

    @Test
    void aSessionGivesWhatARedactionFromScratchGives() {
        List<String> texts = Stream.concat(SecretCorpus.all().map(Sample::text), BenignCorpus.texts().stream())
                .toList();
        Property.check("session = scratch", 300, (random, size) -> {
            CaptureSession capture = StateEncoder.ofDefaults().newSession();
            RedactionSession session = redactor.newSession();
            List<Object> list = new ArrayList<>();
            java.util.Map<String, Object> state = Captures.mapOf("list", list);
            for (int step = 0; step < 6; step++) {
                String[] names = {"text", "password", "token", "name", "value"};
                String name = names[random.nextInt(names.length)];
                Object value = texts.get(random.nextInt(texts.size()));
                switch (random.nextInt(4)) {
                    case 0 -> list.add(Captures.mapOf(name, value, "name", random.nextBoolean() ? "API_KEY" : "x"));
                    case 1 -> list.add(0, value);
                    case 2 -> state.put(name, value);
                    default -> java.util.Collections.reverse(list);
                }
                if (list.size() > 1 && list.get(0) instanceof java.util.Map<?, ?> map) {
                    @SuppressWarnings("unchecked")
                    java.util.Map<String, Object> entry = (java.util.Map<String, Object>) map;
                    entry.put("name", random.nextBoolean() ? "DB_PASSWORD" : "y");
                }
                JsonNode tree = Captures.tree(capture, state);
                assertThat(session.redact(tree)).isEqualTo(Redactor.ofDefaults().redact(tree));
            }
        });
    }
}
