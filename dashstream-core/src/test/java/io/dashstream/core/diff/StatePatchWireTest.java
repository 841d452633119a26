package io.dashstream.core.diff;

import static io.dashstream.core.diff.Patches.json;
import static io.dashstream.core.diff.Patches.patch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.dashstream.core.diff.PatchException.Reason;
import io.dashstream.core.json.JsonValues;
import io.dashstream.core.wire.v1.DiffOperation;
import io.dashstream.core.wire.v1.DiffOperation.OpType;
import io.dashstream.core.wire.v1.DiffOperation.ValueEncoding;
import io.dashstream.testing.Property;
import io.dashstream.testing.RandomJson;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatePatchWireTest {

    static IntStream numbers() {
        return IntStream.rangeClosed(0, 9);
    }

    @ParameterizedTest
    @MethodSource("numbers")
    @DisplayName("CO-21: every number of an operation has one verdict")
    void everyNumberOfAnOperationHasOneVerdict(int number) {
        Map<Integer, Class<? extends PatchOperation>> known = Map.of(
                0, PatchOperation.Add.class,
                1, PatchOperation.Remove.class,
                2, PatchOperation.Replace.class,
                3, PatchOperation.Move.class,
                4, PatchOperation.Copy.class,
                5, PatchOperation.Test.class);
        DiffOperation message = DiffOperation.newBuilder()
                .setOpValue(number)
                .setPath("/a")
                .setFrom("/b")
                .setValue(utf8("1"))
                .build();

        if (known.containsKey(number)) {
            assertThat(StatePatch.fromProto(List.of(message)).operations())
                    .singleElement()
                    .isInstanceOf(known.get(number));
        } else {
            assertRefused(message, Reason.UNKNOWN_OPERATION);
        }
    }

    @ParameterizedTest
    @MethodSource("numbers")
    @DisplayName("CO-21: every number of a value encoding has one verdict")
    void everyNumberOfAValueEncodingHasOneVerdict(int number) {
        for (OpType type : List.of(OpType.OP_TYPE_ADD, OpType.OP_TYPE_REPLACE, OpType.OP_TYPE_TEST)) {
            DiffOperation message = DiffOperation.newBuilder()
                    .setOp(type)
                    .setPath("/a")
                    .setEncodingValue(number)
                    .setValue(utf8("12"))
                    .build();

            switch (number) {
                case ValueEncoding.VALUE_ENCODING_JSON_VALUE ->
                    assertThat(valueOf(message)).isEqualTo(json("12"));
                case ValueEncoding.VALUE_ENCODING_RAW_VALUE ->
                    assertThat(valueOf(message)).isEqualTo(json("'12'"));
                default -> assertRefused(message, Reason.UNSUPPORTED_ENCODING);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("numbers")
    @DisplayName("CO-21: an operation without a value does not care about the encoding")
    void anOperationWithoutAValueDoesNotCareAboutTheEncoding(int number) {
        DiffOperation message = DiffOperation.newBuilder()
                .setOp(OpType.OP_TYPE_REMOVE)
                .setPath("/a")
                .setEncodingValue(number)
                .build();

        assertThat(StatePatch.fromProto(List.of(message)).operations())
                .containsExactly(new PatchOperation.Remove("/a"));
    }

    @Test
    @DisplayName("CO-05: an empty value is null in both encodings")
    void anEmptyValueIsNull() {
        for (ValueEncoding encoding : List.of(ValueEncoding.VALUE_ENCODING_JSON, ValueEncoding.VALUE_ENCODING_RAW)) {
            assertThat(valueOf(add(ByteString.EMPTY).toBuilder()
                            .setEncoding(encoding)
                            .build()))
                    .isEqualTo(json("null"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1} x", "1e400", "NaN", "{\"a\":1,\"a\":2}", " ", "tru", "'a'"})
    @DisplayName("CO-05: a value that is not strict JSON fails the patch")
    void aValueThatIsNotStrictJsonFailsThePatch(String value) {
        assertRefused(add(utf8(value)), Reason.BAD_VALUE);
    }

    @Test
    @DisplayName("CO-05: bytes that are not UTF-8 fail the patch in both encodings")
    void bytesThatAreNotUtf8FailThePatch() {
        DiffOperation message = add(ByteString.copyFrom(new byte[] {'"', (byte) 0xFF, '"'}));

        assertRefused(message, Reason.BAD_VALUE);
        assertRefused(
                message.toBuilder()
                        .setEncoding(ValueEncoding.VALUE_ENCODING_RAW)
                        .build(),
                Reason.BAD_VALUE);
    }

    @Test
    @DisplayName("CO-16: one operation more than allowed is refused before any is read")
    void oneOperationMoreThanAllowedIsRefused() {
        DiffOperation unreadable = add(utf8("not json"));
        List<DiffOperation> tooMany = Collections.nCopies(StatePatch.MAX_OPERATIONS + 1, unreadable);

        assertThatThrownBy(() -> StatePatch.fromProto(tooMany)).isInstanceOfSatisfying(PatchException.class, e -> {
            assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_OPERATIONS);
            assertThat(e.operationIndex()).isEqualTo(-1);
            assertThat(e).hasMessage("patch has 10001 operations, at most 10000 are allowed");
        });
        assertThat(StatePatch.fromProto(Collections.nCopies(StatePatch.MAX_OPERATIONS, add(utf8("1"))))
                        .operations())
                .hasSize(StatePatch.MAX_OPERATIONS);
    }

    @Test
    void theRefusedOperationIsNamed() {
        assertThatThrownBy(() -> StatePatch.fromProto(List.of(add(utf8("1")), add(utf8("x")))))
                .isInstanceOf(PatchException.class)
                .hasMessageStartingWith("patch operation 1 at path '/a': JSON text is refused: ");
    }

    /** The operations of the second golden frame of the wire format. */
    @Test
    void theOperationsOfTheGoldenFrameAreWrittenAsThere() {
        StatePatch patch = patch("[{'op':'replace','path':'/count','value':2},{'op':'add','path':'/l/0','value':'x'},"
                + "{'op':'remove','path':'/old'}]");

        assertThat(patch.toProto().stream().map(message -> HexFormat.of().formatHex(message.toByteArray())))
                .containsExactly("080212062f636f756e741a0132", "12042f6c2f301a03227822", "080112042f6f6c64");
    }

    @Test
    void whatIsWrittenToTheWireIsReadAsTheSamePatch() {
        Property.check("fromProto(toProto(p)) equals p", 1_000, (random, size) -> {
            JsonNode from = RandomJson.value(random, size);
            StatePatch patch = StateDiffer.ofDefaults().diff(from, RandomJson.value(random, size));

            StatePatch read = StatePatch.fromProto(patch.toProto());

            assertThat(JsonValues.equal(Patches.toJson(read), Patches.toJson(patch)))
                    .isTrue();
            assertThat(read.jsonBytes()).isEqualTo(patch.jsonBytes());
        });
        StatePatch all = patch("[{'op':'move','from':'/a','path':'/b'},{'op':'copy','from':'/a~1','path':'/~0'},"
                + "{'op':'test','path':'','value':{}}]");
        assertThat(StatePatch.fromProto(all.toProto()).operations()).isEqualTo(all.operations());
    }

    private static DiffOperation add(ByteString value) {
        return DiffOperation.newBuilder().setPath("/a").setValue(value).build();
    }

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static JsonNode valueOf(DiffOperation message) {
        PatchOperation operation =
                StatePatch.fromProto(List.of(message)).operations().get(0);
        return operation instanceof PatchOperation.Add add
                ? add.value()
                : operation instanceof PatchOperation.Replace replace
                        ? replace.value()
                        : ((PatchOperation.Test) operation).value();
    }

    private static void assertRefused(DiffOperation message, Reason reason) {
        assertThatThrownBy(() -> StatePatch.fromProto(List.of(message)))
                .isInstanceOfSatisfying(
                        PatchException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
