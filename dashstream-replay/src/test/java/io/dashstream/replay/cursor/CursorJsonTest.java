package io.dashstream.replay.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.json.JsonException;
import io.dashstream.core.json.StrictJson;
import io.dashstream.replay.epoch.Epoch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** RE-12 and R13: numbers and cursors from outside. */
class CursorJsonTest {

    private static final Epoch EPOCH = Epoch.of("cluster", "topic", "id", 3);

    static Stream<String> taken() {
        return vectors("taken");
    }

    static Stream<String> refused() {
        return vectors("refused");
    }

    /** The tests of the JavaScript client read them too. */
    private static Stream<String> vectors(String list) {
        try (InputStream in = CursorJsonTest.class.getResourceAsStream("/vectors/offsets.json")) {
            if (in == null) {
                throw new AssertionError("no file vectors/offsets.json");
            }
            return StreamSupport.stream(
                            StrictJson.parse(in.readAllBytes()).required(list).spliterator(), false)
                    .map(JsonNode::textValue);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("taken")
    void numbersThatAreTaken(String json) {
        long offset = OffsetText.parse("f", StrictJson.parse(json));
        assertThat(OffsetText.of(offset)).isEqualTo(json.replace("\"", ""));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void numbersThatAreRefused(String json) {
        assertThatThrownBy(() -> OffsetText.parse("cursor.0.next", StrictJson.parse(json)))
                .isInstanceOfAny(InvalidCursorException.class, JsonException.class)
                .satisfies(thrown -> {
                    if (thrown instanceof InvalidCursorException refused) {
                        assertThat(refused.field()).isEqualTo("cursor.0.next");
                        assertThat(refused)
                                .hasMessageContaining("cursor.0.next")
                                .hasMessageContaining("9007199254740991");
                    }
                });
    }

    @Test
    @DisplayName("R13: offsets around 2^53 and 2^63-1 survive to the digit")
    void roundTrip() {
        Cursor cursor = Cursor.of(
                EPOCH,
                Map.of(
                        0, Position.after(9_007_199_254_740_993L, 7),
                        1, Position.at(0),
                        12, Position.at(Long.MAX_VALUE)));
        String text = StrictJson.writeText(CursorJson.write(cursor));
        assertThat(text)
                .isEqualTo(
                        "{\"epoch\":\"" + EPOCH + "\",\"partitions\":{\"0\":{\"next\":\"9007199254740993\",\"le\":7},"
                                + "\"1\":{\"next\":\"0\"},\"12\":{\"next\":\"9223372036854775807\"}}}");
        assertThat(CursorJson.read(StrictJson.parse(text))).isEqualTo(cursor);
    }

    @Test
    void fieldsThatAreNotKnownAreIgnored() {
        Cursor cursor = read("{'epoch':'E','more':1,'partitions':{'0':{'next':'5','later':true}}}");
        assertThat(cursor).isEqualTo(Cursor.of(EPOCH, Map.of(0, Position.at(5))));
    }

    @Test
    @DisplayName("a cursor without partitions is one; it names none, and is not read as all")
    void emptyCursor() {
        assertThat(read("{'epoch':'E','partitions':{}}").partitions()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[] | cursor",
                "null | cursor",
                "{'partitions':{}} | epoch",
                "{'epoch':7,'partitions':{}} | epoch",
                "{'epoch':'x','partitions':{}} | epoch",
                "{'epoch':'E'} | partitions",
                "{'epoch':'E','partitions':[]} | partitions",
                "{'epoch':'E','partitions':null} | partitions",
                "{'epoch':'E','partitions':{'-1':{'next':'1'}}} | partitions",
                "{'epoch':'E','partitions':{'01':{'next':'1'}}} | partitions",
                "{'epoch':'E','partitions':{'x':{'next':'1'}}} | partitions",
                "{'epoch':'E','partitions':{'2147483648':{'next':'1'}}} | partitions",
                "{'epoch':'E','partitions':{'0':'1'}} | partitions.0",
                "{'epoch':'E','partitions':{'0':{}}} | partitions.0.next",
                "{'epoch':'E','partitions':{'0':{'next':null}}} | partitions.0.next",
                "{'epoch':'E','partitions':{'0':{'next':'1','le':-1}}} | partitions.0.le",
                "{'epoch':'E','partitions':{'0':{'next':'1','le':'7'}}} | partitions.0.le",
                "{'epoch':'E','partitions':{'0':{'next':'1','le':2147483648}}} | partitions.0.le",
                "{'epoch':'E','partitions':{'0':{'next':'1'},'1':{'next':'x'}}} | partitions.1.next"
            })
    @DisplayName("RE-12: what is not a cursor is refused by the name of the field, and nothing of it is used")
    void cursorsThatAreRefused(String json, String field) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        InvalidCursorException.class,
                        refused -> assertThat(refused.field()).isEqualTo(field));
    }

    @Test
    @DisplayName("RE-12: a million entries are refused before they are read, and a long value is cut in the error")
    void boundedInSizeAndInItsErrors() {
        ObjectNode partitions = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i <= CursorJson.MAX_PARTITIONS; i++) {
            partitions.putObject(Integer.toString(i)).put("next", "broken");
        }
        assertThatThrownBy(() -> CursorJson.readPartitions("cursor", partitions))
                .hasMessageContaining("at most 10000");
        JsonNode huge = JsonNodeFactory.instance.textNode("9".repeat(100_000));
        assertThatThrownBy(() -> OffsetText.parse("f", huge))
                .hasMessageMatching(".{0,250}")
                .isInstanceOf(InvalidCursorException.class);
    }

    @Test
    @DisplayName("RE-12: a name that stands twice is refused when the JSON is parsed")
    void duplicateKeys() {
        assertThatThrownBy(() -> read("{'epoch':'E','partitions':{'0':{'next':'1'},'0':{'next':'2'}}}"))
                .isInstanceOf(JsonException.class);
    }

    private static Cursor read(String json) {
        return CursorJson.read(
                StrictJson.parse(json.replace("'E'", "\"" + EPOCH + "\"").replace('\'', '"')));
    }
}
