package io.dashstream.replay.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.dialect.Problem;
import io.dashstream.replay.session.CloseReason;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes from clients: strict, bounded, answered by name. */
class ClientInputTest extends HubFixture {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'+5'",
                "' 5'",
                "5.0",
                "1e3",
                "'1e3'",
                "'٣'",
                "-1",
                "'-1'",
                "'007'",
                "'9223372036854775808'",
                "9007199254740992",
                "{}",
                "null",
                "[]",
                "true",
                "''"
            })
    @DisplayName("RE-12, M-703: an offset that is none is refused by name in both dialects, and nothing is resumed")
    void re12_m703_badOffsetsAreRefusedByName(String offset) {
        history(3);
        Client v2 = connect(Dialect.V2)
                .says("{'type':'resume','from':'cursor','epoch':'" + EPOCH + "','cursor':{'0':{'next':" + offset
                        + "}}}");
        JsonNode error = v2.wire.only("error");
        assertThat(error.path("code").asText()).isEqualTo("invalid_cursor");
        assertThat(error.path("field").asText()).isEqualTo("cursor.0.next");
        assertThat(error.path("retryable").asBoolean()).isFalse();
        assertThat(v2.wire.messages("resumed")).isEmpty();

        Client v1 = connect(Dialect.V1).says("{'type':'resume','lastOffsetsByPartition':{'0':" + offset + "}}");
        JsonNode disconnect = v1.wire.only("disconnect");
        assertThat(disconnect.path("message").asText()).contains("lastOffsetsByPartition.0");
        assertThat(v1.wire.closeCode()).hasValue(4400);
        assertThat(v1.wire.binaries()).isZero();
    }

    @Test
    @DisplayName("RE-12: a key that comes twice is refused, and a partition that is no number")
    void re12_duplicateAndOddKeys() {
        history(1);
        Client client = connect(Dialect.V2)
                .says("{'type':'resume','from':'cursor','epoch':'" + EPOCH + "','cursor':{'x':{'next':'1'}}}");
        assertThat(client.wire.only("error").path("message").asText()).contains("partition");
        client.conversation.onText("{\"type\":\"resume\",\"type\":\"resume\"}");
        settle();
        assertThat(client.wire.messages("error")).hasSize(2);
        assertThat(client.wire.messages("resumed")).isEmpty();
    }

    @Test
    @DisplayName("RE-12: a cursor at 2^63-1 does not run over to the start")
    void re12_theLargestOffsetIsBeyondEveryLog() {
        history(3);
        Client client =
                connect(Dialect.V1).says("{'type':'resume','lastOffsetsByPartition':{'0':'9223372036854775807'}}");
        passLooking(Duration.ofSeconds(4));
        assertThat(client.wire.only("cursor_stale").path("requested").asText()).isEqualTo("9223372036854775806");
        assertThat(client.wire.binaries()).isZero();
        assertThat(client.wire.messages("replay_complete")).hasSize(1);
    }

    @Test
    @DisplayName("RE-12: more entries than allowed are refused, whatever they are")
    void re12_tooManyEntries() {
        limit(SessionLimit.ENTRIES_PER_RESUME, 3);
        history(1);
        String entries =
                IntStream.range(0, 4).mapToObj(p -> "'" + p + "':{'next':'1'}").collect(Collectors.joining(","));
        Client client = connect(Dialect.V2)
                .says("{'type':'resume','from':'cursor','epoch':'" + EPOCH + "','cursor':{" + entries + "}}");
        assertThat(client.wire.only("error").path("message").asText()).contains("4 entries", "at most 3");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "'mode':'partition','threadId':'a','tenantId':'b' | tenantId",
                "'mode':'thread' | tenantId",
                "'mode':'auto' | mode",
                "'from':'checkpoint' | from",
                "'from':'cursor' | epoch",
                "'token':'x' | token",
                "'cursor':{} | cursor",
                "'timestampMs':'5' | timestampMs",
                "'from':'timestamp' | timestampMs",
                "'onCap':'explode' | onCap",
                "'onReset':3 | onReset",
                "'maxRecords':0 | maxRecords",
                "'filter':{} | filter",
                "'filter':{'tenants':'a'} | filter.tenants",
                "'filter':{'threads':[{'tenantId':'a'}]} | filter.threads.0.threadId",
                "'mode':'thread','tenantId':'a','threadId':'b','filter':{'tenants':['a']} | filter"
            })
    @DisplayName("RE-13: fields that don't fit each other are refused by name")
    void re13_fieldsThatDoNotFit(String fields, String named) {
        history(1);
        Client client = connect(Dialect.V2).says("{'type':'resume'," + fields + "}");
        assertThat(client.wire.only("error").path("field").asText()).isEqualTo(named);
        assertThat(client.wire.messages("resumed")).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "'x':1 | partition",
                "'mode':'auto' | partition",
                "'mode':'partition' | partition",
                "'mode':'partition','lastOffsetsByPartition':{} | partition",
                "'lastOffsetsByPartition':{},'lastSequencesByThread':{'a':'1'} | partition",
                "'lastSequencesByThread':{} | thread",
                "'lastSequencesByThread':{'alice':'1'} | thread",
                "'mode':'thread','threadId':'alice','lastSequence':'1' | thread",
                "'from':'earliest' | partition",
                "'from':'latest','lastOffsetsByPartition':{'0':'0'} | partition"
            })
    @DisplayName("RE-13, RE-22, M-698: every mode of the first dialect ends with one answer of the same fields")
    void re22_m698_oneAnswerOfTheSameFields(String fields, String mode) {
        history(2);
        Client client = connect(Dialect.V1).says("{'type':'resume'," + fields + "}");
        JsonNode complete = client.wire.only("replay_complete");
        assertThat(complete.path("mode").asText()).isEqualTo(mode);
        assertThat(complete.properties().stream().map(java.util.Map.Entry::getKey))
                .containsExactly(
                        "type",
                        "totalReplayed",
                        "lastOffsetsByPartition",
                        "capped",
                        "mode",
                        "remainingByPartition",
                        "truncated",
                        "totalPartitions");
        pass(Duration.ofMinutes(1));
        assertThat(client.wire.messages("replay_complete")).hasSize(1);
    }

    @Test
    @DisplayName("RE-14: junk is counted, answered, and ends the session after so much of it")
    void re14_junkIsCountedAndEndsTheSession() {
        history(1);
        Client client = connect(Dialect.V2);
        for (int frame = 0; frame < 10; frame++) {
            client.says("junk " + frame);
        }
        assertThat(client.wire.messages("error")).hasSize(9);
        assertThat(client.wire.only("closing").path("code").asText()).isEqualTo("protocol_error");
        assertThat(client.wire.closeCode()).hasValue(4400);
        assertThat(hub().stats().invalid()).containsEntry(Problem.INVALID_MESSAGE, 10L);
        assertThat(hub().stats().closed()).containsEntry(CloseReason.PROTOCOL_ERROR, 1L);
    }

    @Test
    @DisplayName("RE-14: a frame above the limit ends the session without being parsed, in both dialects")
    void re14_tooLarge() {
        history(1);
        String large = "{\"type\":\"ping\",\"pad\":\"" + "€".repeat(30_000) + "\"}";
        for (Dialect dialect : Dialect.values()) {
            Client client = connect(dialect);
            client.conversation.onText(large);
            settle();
            assertThat(client.wire.closeCode()).hasValue(4400);
        }
    }

    @Test
    @DisplayName("RE-14: what is shown of a bad value is cut, never inside a character")
    void re14_cutValues() {
        history(1);
        for (int shift = 0; shift < 4; shift++) {
            Client client =
                    connect(Dialect.V2).says("{'type':'resume','from':'" + "x".repeat(shift) + "😀".repeat(100) + "'}");
            String message = client.wire.only("error").path("message").asText();
            assertThat(message).hasSizeLessThan(320).contains("...");
            assertThat(message.codePoints()).noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
        }
    }

    @Test
    @DisplayName("RE-14: with 5 000 partitions every control frame stays under 64 kB, in both dialects")
    void re14_manyPartitions() {
        long[] begins = new long[5_000];
        java.util.Arrays.fill(begins, Long.MAX_VALUE - 10);
        open(begins);
        Client v2 = connect(Dialect.V2).says("{'type':'resume','from':'earliest'}");
        pass(Duration.ofSeconds(6));
        Client v1 = connect(Dialect.V1).says("{'type':'resume'}").says("{'type':'cursor_reset'}");
        recreate(RECREATED, begins);
        pass(Duration.ofSeconds(1));
        assertThat(v2.wire.lines()).allMatch(line -> line.toString().length() < 65_536);
        assertThat(v1.wire.lines()).allMatch(line -> line.toString().length() < 65_536);
        assertThat(v2.wire.messages("resumed").stream()
                        .filter(part -> part.path("round").asInt() == 1)
                        .mapToInt(part -> part.path("partitions").size())
                        .sum())
                .isEqualTo(5_000);
        assertThat(v2.wire.messages("resumed").get(0).path("more").asBoolean()).isTrue();
        assertThat(v2.wire.messages("replay_complete").stream()
                        .filter(part -> !part.path("more").asBoolean()))
                .hasSize(2);
        assertThat(v1.wire.messages("replay_complete").get(0).path("truncated").asBoolean())
                .isTrue();
        assertThat(v2.wire.messages("cursor_reset")).isNotEmpty();
    }

    @Test
    @DisplayName("more resumes than allowed are refused until the minute is over")
    void resumesPerMinute() {
        limit(SessionLimit.RESUMES_PER_MINUTE, 2);
        history(1);
        Client client = connect(Dialect.V2);
        for (int resume = 0; resume < 4; resume++) {
            client.says("{'type':'resume'}");
        }
        assertThat(client.wire.messages("resumed")).hasSize(2);
        assertThat(client.wire.messages("error")).hasSize(2);
        pass(Duration.ofMinutes(1));
        client.says("{'type':'resume'}");
        assertThat(client.wire.messages("resumed")).hasSize(3);
    }
}
