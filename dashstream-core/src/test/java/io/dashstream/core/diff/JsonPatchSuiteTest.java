package io.dashstream.core.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.dashstream.core.json.CanonicalJson;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.wire.v1.DiffOperation;
import io.dashstream.core.wire.v1.DiffOperation.OpType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The official test suite of RFC 6902, each patch sent through our wire form; see its README for where it is from. */
@DisplayName("CO-04: the official test suite of RFC 6902 holds")
class JsonPatchSuiteTest {

    private static final Map<String, OpType> OPERATIONS = Stream.of(
                    OpType.OP_TYPE_ADD,
                    OpType.OP_TYPE_REMOVE,
                    OpType.OP_TYPE_REPLACE,
                    OpType.OP_TYPE_MOVE,
                    OpType.OP_TYPE_COPY,
                    OpType.OP_TYPE_TEST)
            .collect(Collectors.toMap(
                    type -> type.name().substring("OP_TYPE_".length()).toLowerCase(Locale.ROOT), type -> type));

    private static final int UNKNOWN_OPERATION = 77;

    /**
     * What is wrong with these is only in the JSON of the patch and has no wire form: protobuf does not tell a field that is
     * missing from an empty one, which means {@code null} as a value and the whole document as a path.
     */
    private static final Set<String> NO_WIRE_FORM = Set.of(
            "missing 'path' parameter",
            "null is not valid value for 'path'",
            "missing 'value' parameter",
            "missing 'from' parameter",
            "patch has two 'op' members",
            "operation has two 'op' members");

    /** One case of the suite. */
    record SuiteCase(String name, JsonNode document, JsonNode patch, JsonNode verdict) {

        boolean fails() {
            return verdict.has("error");
        }

        JsonNode expected() {
            return verdict.has("expected") ? strict(verdict.get("expected")) : document;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<SuiteCase> cases() {
        return all().filter(each ->
                !NO_WIRE_FORM.contains(each.verdict().path("error").asText()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void thePatchDoesWhatTheSuiteSays(SuiteCase each) {
        if (each.fails()) {
            assertThatThrownBy(() -> apply(each)).isInstanceOf(PatchException.class);
        } else {
            assertThat(CanonicalJson.encodeText(apply(each))).isEqualTo(CanonicalJson.encodeText(each.expected()));
        }
    }

    @Test
    void noCaseIsLeftOutByMistake() {
        assertThat(all()).hasSize(112);
        assertThat(cases()).hasSize(102);
        assertThat(cases().filter(SuiteCase::fails)).hasSize(26);
    }

    private static JsonNode apply(SuiteCase each) {
        List<DiffOperation> operations = new ArrayList<>();
        each.patch().forEach(operation -> operations.add(wire(operation)));
        return StatePatch.fromProto(operations).apply(each.document());
    }

    private static DiffOperation wire(JsonNode operation) {
        DiffOperation.Builder wire = DiffOperation.newBuilder()
                .setPath(operation.get("path").textValue())
                .setFrom(operation.path("from").asText());
        if (operation.has("value")) {
            wire.setValue(ByteString.copyFromUtf8(operation.get("value").toString()));
        }
        OpType type = OPERATIONS.get(operation.get("op").textValue());
        return (type == null ? wire.setOpValue(UNKNOWN_OPERATION) : wire.setOp(type)).build();
    }

    private static Stream<SuiteCase> all() {
        return Stream.of("spec_tests.json", "tests.json")
                .flatMap(file -> read(file).map(each -> named(file, each)));
    }

    /** Read as JSON of any kind: a case of the suite names a member twice on purpose. */
    private static Stream<JsonNode> read(String file) {
        try (InputStream json = JsonPatchSuiteTest.class.getResourceAsStream("/json-patch-tests/" + file)) {
            List<JsonNode> cases = new ArrayList<>();
            new ObjectMapper().readTree(json).forEach(cases::add);
            return cases.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SuiteCase named(String file, JsonNode each) {
        String name = file + ": "
                + each.path("comment")
                        .asText(each.path("error").asText(each.get("patch").toString()));
        return new SuiteCase(name, strict(each.get("doc")), each.get("patch"), each);
    }

    private static JsonNode strict(JsonNode value) {
        return StrictJson.parse(value.toString());
    }
}
