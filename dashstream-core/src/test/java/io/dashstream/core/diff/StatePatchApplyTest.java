package io.dashstream.core.diff;

import static io.dashstream.core.diff.Patches.json;
import static io.dashstream.core.diff.Patches.patch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dashstream.core.Vectors;
import io.dashstream.core.diff.PatchException.Reason;
import io.dashstream.core.json.StrictJson;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("CO-04: patches are applied by RFC 6902 and RFC 6901, strictly")
class StatePatchApplyTest {

    static Stream<Arguments> applied() {
        return Vectors.of("json-patch", "applied")
                .map(row -> arguments(row.required("state"), row.required("patch"), row.required("expected")));
    }

    @ParameterizedTest
    @MethodSource("applied")
    void aPatchThatFitsIsApplied(JsonNode state, JsonNode patch, JsonNode expected) {
        assertThat(StrictJson.writeText(patch(patch).apply(state))).isEqualTo(StrictJson.writeText(expected));
    }

    static Stream<Arguments> refused() {
        return Vectors.of("json-patch", "refused")
                .map(row -> arguments(
                        row.required("state"),
                        row.required("operation"),
                        Reason.valueOf(row.required("reason").textValue().toUpperCase(Locale.ROOT))));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aPatchThatDoesNotFitIsRefusedWithTheReason(JsonNode state, JsonNode operation, Reason reason) {
        JsonNode before = state.deepCopy();

        assertThatThrownBy(() -> patch(JsonNodeFactory.instance.arrayNode().add(operation))
                        .apply(state))
                .isInstanceOfSatisfying(PatchException.class, e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e.operationIndex()).isZero();
                    assertThat(e.path()).isEqualTo(operation.get("path").textValue());
                    assertThat(e.getMessage()).startsWith("patch operation 0 at path '" + e.path() + "': ");
                });
        assertThat(state).isEqualTo(before);
    }

    @Test
    void aTestComparesNumbersByValue() {
        JsonNode state = json("{'a':1,'b':1.5,'c':100}");

        patch("[{'op':'test','path':'/a','value':1.0},{'op':'test','path':'/b','value':15e-1},"
                        + "{'op':'test','path':'/c','value':1e2}]")
                .apply(state);
    }

    @Test
    void testsAndCopiesSeeWhatEarlierOperationsDid() {
        JsonNode after = patch(
                        "[{'op':'add','path':'/l/0','value':{'n':1}},{'op':'add','path':'/l/0/m','value':2},"
                                + "{'op':'test','path':'/l','value':[{'m':2,'n':1.0},5]},{'op':'copy','from':'/l/0','path':'/l/-'},"
                                + "{'op':'replace','path':'/l/0/n','value':9},{'op':'test','path':'/l/2','value':{'n':1,'m':2}}]")
                .apply(json("{'l':[5]}"));

        assertThat(after).isEqualTo(json("{'l':[{'n':9,'m':2},5,{'n':1,'m':2}]}"));
    }

    @Test
    void aFailingTestBehindChangesSeesTheChanges() {
        assertThatThrownBy(() -> patch("[{'op':'add','path':'/a/x','value':1},{'op':'test','path':'/a','value':{}}]")
                        .apply(json("{'a':{}}")))
                .isInstanceOfSatisfying(PatchException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.TEST_FAILED);
                    assertThat(e.operationIndex()).isEqualTo(1);
                });
    }
}
