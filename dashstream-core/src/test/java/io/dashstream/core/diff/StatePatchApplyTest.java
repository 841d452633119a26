package io.dashstream.core.diff;

import static io.dashstream.core.diff.Patches.json;
import static io.dashstream.core.diff.Patches.patch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.diff.PatchException.Reason;
import io.dashstream.core.json.StrictJson;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("CO-04: patches are applied by RFC 6902 and RFC 6901, strictly")
class StatePatchApplyTest {

    /** The first sixteen rows are the examples of RFC 6902, appendix A, as far as they succeed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'foo':'bar'} | [{'op':'add','path':'/baz','value':'qux'}] | {'foo':'bar','baz':'qux'}",
                "{'foo':['bar','baz']} | [{'op':'add','path':'/foo/1','value':'qux'}] | {'foo':['bar','qux','baz']}",
                "{'baz':'qux','foo':'bar'} | [{'op':'remove','path':'/baz'}] | {'foo':'bar'}",
                "{'foo':['bar','qux','baz']} | [{'op':'remove','path':'/foo/1'}] | {'foo':['bar','baz']}",
                "{'baz':'qux','foo':'bar'} | [{'op':'replace','path':'/baz','value':'boo'}] | {'baz':'boo','foo':'bar'}",
                "{'foo':{'bar':'baz','waldo':'fred'},'qux':{'corge':'grault'}}"
                        + " | [{'op':'move','from':'/foo/waldo','path':'/qux/thud'}]"
                        + " | {'foo':{'bar':'baz'},'qux':{'corge':'grault','thud':'fred'}}",
                "{'foo':['all','grass','cows','eat']} | [{'op':'move','from':'/foo/1','path':'/foo/3'}]"
                        + " | {'foo':['all','cows','eat','grass']}",
                "{'baz':'qux','foo':['a',2,'c']} | [{'op':'test','path':'/baz','value':'qux'},"
                        + "{'op':'test','path':'/foo/1','value':2}] | {'baz':'qux','foo':['a',2,'c']}",
                "{'foo':'bar'} | [{'op':'add','path':'/child','value':{'grandchild':{}}}]"
                        + " | {'foo':'bar','child':{'grandchild':{}}}",
                "{'foo':'bar'} | [{'op':'add','path':'/baz','value':'qux','xyz':123}] | {'foo':'bar','baz':'qux'}",
                "{'/':9,'~1':10} | [{'op':'test','path':'/~01','value':10}] | {'/':9,'~1':10}",
                "{'foo':['bar']} | [{'op':'add','path':'/foo/-','value':['abc','def']}] | {'foo':['bar',['abc','def']]}",
                "{'a':1} | [] | {'a':1}",
                "{'a':1} | [{'op':'add','path':'','value':[]}] | []",
                "[] | [{'op':'replace','path':'','value':7}] | 7",
                "7 | [{'op':'test','path':'','value':7.0},{'op':'replace','path':'','value':null}] | null",
                "{'a':null} | [{'op':'add','path':'/a','value':1}] | {'a':1}",
                "{'a':null} | [{'op':'replace','path':'/a','value':{}}] | {'a':{}}",
                "{'a':null} | [{'op':'move','from':'/a','path':'/b'}] | {'b':null}",
                "{'a':null} | [{'op':'copy','from':'/a','path':'/b'}] | {'a':null,'b':null}",
                "{'a':null} | [{'op':'remove','path':'/a'}] | {}",
                "{} | [{'op':'add','path':'/','value':1}] | {'':1}",
                "{'a':{}} | [{'op':'add','path':'/a/','value':1}] | {'a':{'':1}}",
                "{'a':1} | [{'op':'add','path':'/0','value':2}] | {'a':1,'0':2}",
                "{'a':1} | [{'op':'add','path':'/-','value':2},{'op':'remove','path':'/-'}] | {'a':1}",
                "[] | [{'op':'add','path':'/0','value':1},{'op':'add','path':'/1','value':2},{'op':'add','path':'/0','value':0}]"
                        + " | [0,1,2]",
                "[[]] | [{'op':'add','path':'/0/-','value':1},{'op':'add','path':'/0/-','value':2}] | [[1,2]]",
                "{'a':{'b':1}} | [{'op':'copy','from':'','path':'/c'}] | {'a':{'b':1},'c':{'a':{'b':1}}}",
                "{'a':{'b':1}} | [{'op':'copy','from':'/a','path':'/a/c'}] | {'a':{'b':1,'c':{'b':1}}}",
                "{'a':{'b':{'c':1}}} | [{'op':'move','from':'/a/b','path':'/a'}] | {'a':{'c':1}}",
                "{'a':{'b':{'c':1}}} | [{'op':'move','from':'/a/b','path':''}] | {'c':1}",
                "{'a':1} | [{'op':'move','from':'/a','path':'/a'}] | {'a':1}",
                "{'ab':1,'a':2} | [{'op':'move','from':'/a','path':'/ab'}] | {'ab':2}",
                "{'a':[1,2]} | [{'op':'test','path':'/a','value':[1.0,2]}] | {'a':[1,2]}",
                "{'a':{'x':1,'y':2}} | [{'op':'test','path':'/a','value':{'y':2,'x':1}}] | {'a':{'x':1,'y':2}}",
                "{'1e0':1} | [{'op':'test','path':'/1e0','value':1}] | {'1e0':1}",
                "{'é':{'\uD83D\uDE00':1}} | [{'op':'replace','path':'/é/\uD83D\uDE00','value':2}] | {'é':{'\uD83D\uDE00':2}}"
            })
    void aPatchThatFitsIsApplied(String state, String patch, String expected) {
        assertThat(StrictJson.writeText(patch(patch).apply(json(state)))).isEqualTo(expected.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'baz':'qux'} | {'op':'test','path':'/baz','value':'bar'} | TEST_FAILED",
                "{'foo':'bar'} | {'op':'add','path':'/baz/bat','value':'qux'} | NO_SUCH_TARGET",
                "{'/':9,'~1':10} | {'op':'test','path':'/~01','value':'10'} | TEST_FAILED",
                "{'a':1} | {'op':'remove','path':'/b'} | NO_SUCH_TARGET",
                "{'l':[1]} | {'op':'remove','path':'/l/-'} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'remove','path':'/l/01'} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'remove','path':'/l/+1'} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'remove','path':'/l/-1'} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'add','path':'/l/01','value':0} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'add','path':'/l/+1','value':0} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'add','path':'/l/-1','value':0} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'add','path':'/l/3','value':0} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'add','path':'/l/x','value':0} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'add','path':'/l/','value':0} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'add','path':'/l/1e0','value':0} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'add','path':'/l/ 1','value':0} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'add','path':'/l/\u0661','value':0} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'add','path':'/l/4294967296','value':0} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'add','path':'/l/18446744073709551616','value':0} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'replace','path':'/l/2','value':0} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'replace','path':'/l/-','value':0} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'test','path':'/l/-','value':2} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'test','path':'/l/00','value':1} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'copy','from':'/l/1e0','path':'/m'} | BAD_INDEX",
                "{'l':[1,2]} | {'op':'move','from':'/l/-','path':'/m'} | BAD_INDEX",
                "{'a':1} | {'op':'replace','path':'/b','value':0} | NO_SUCH_TARGET",
                "{'a':1} | {'op':'replace','path':'/b/c','value':0} | NO_SUCH_TARGET",
                "{'a':1} | {'op':'test','path':'/b','value':null} | NO_SUCH_TARGET",
                "{'a':1} | {'op':'copy','from':'/b','path':'/c'} | NO_SUCH_TARGET",
                "{'a':1} | {'op':'move','from':'/b','path':'/c'} | NO_SUCH_TARGET",
                "{'a':1} | {'op':'move','from':'/b','path':'/b'} | NO_SUCH_TARGET",
                "{'a':1} | {'op':'add','path':'/a/b','value':0} | NOT_A_CONTAINER",
                "{'a':'text'} | {'op':'add','path':'/a/0','value':0} | NOT_A_CONTAINER",
                "{'a':null} | {'op':'test','path':'/a/b','value':0} | NOT_A_CONTAINER",
                "7 | {'op':'add','path':'/a','value':0} | NOT_A_CONTAINER",
                "{'a':{'b':1}} | {'op':'move','from':'/a','path':'/a/b'} | IMPOSSIBLE",
                "{'a':{'b':1}} | {'op':'move','from':'','path':'/a'} | IMPOSSIBLE",
                "{'a':1} | {'op':'remove','path':''} | IMPOSSIBLE",
                "{'a':1} | {'op':'remove','path':'a'} | BAD_PATH",
                "{'a':1} | {'op':'add','path':'a/b','value':0} | BAD_PATH",
                "{'a~':1} | {'op':'remove','path':'/a~'} | BAD_PATH",
                "{'a~2':1} | {'op':'remove','path':'/a~2'} | BAD_PATH",
                "{'a':1} | {'op':'copy','from':'a','path':'/b'} | BAD_PATH",
                "{'a':1} | {'op':'test','path':'/a','value':'1'} | TEST_FAILED",
                "{'a':[1]} | {'op':'test','path':'/a','value':[1,1]} | TEST_FAILED",
                "{'a':{}} | {'op':'test','path':'/a','value':[]} | TEST_FAILED",
                "{'a':9007199254740993} | {'op':'test','path':'/a','value':9007199254740992.0} | TEST_FAILED"
            })
    void aPatchThatDoesNotFitIsRefusedWithTheReason(String state, String operation, Reason reason) {
        JsonNode before = json(state);

        assertThatThrownBy(() -> patch("[" + operation + "]").apply(before))
                .isInstanceOfSatisfying(PatchException.class, e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e.operationIndex()).isZero();
                    assertThat(e.path()).isEqualTo(json(operation).get("path").textValue());
                    assertThat(e.getMessage()).startsWith("patch operation 0 at path '" + e.path() + "': ");
                });
        assertThat(before).isEqualTo(json(state));
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
