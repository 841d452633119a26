package io.dashstream.core.run;

import static io.dashstream.core.run.States.feed;
import static io.dashstream.core.run.States.json;
import static io.dashstream.core.run.States.only;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.dashstream.core.run.Corruption.Reason;
import io.dashstream.core.run.RunUpdate.BaseRefused;
import io.dashstream.core.run.RunUpdate.RunCorrupted;
import io.dashstream.core.run.RunUpdate.RunRecovered;
import io.dashstream.core.run.RunUpdate.StateChanged;
import io.dashstream.core.run.RunUpdate.StateSkipped;
import io.dashstream.core.run.SimulatedThread.SimulatedRun;
import io.dashstream.core.wire.v1.Checkpoint;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.DiffOperation;
import io.dashstream.core.wire.v1.StateDiff;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A state message that can't be taken is said at once, nothing is built on the state before it, and a base heals it. */
class FailedPatchTest {

    private final SimulatedThread thread = SimulatedThread.linked();
    private final RunAssembler runs = RunAssembler.builder().build();
    private final SimulatedRun run = thread.start("r", json("{'n':0,'list':[1,2]}"));

    private RunState state() {
        return runs.run(run.key()).orElseThrow();
    }

    private List<RunUpdate> receive() {
        List<RunUpdate> updates = feed(runs, thread.sent());
        thread.sent().clear();
        return updates;
    }

    @Test
    void M704_failedPatchMarksTheRunCorruptedAtOnceAndACheckpointHealsIt() {
        run.diff(json("{'n':1,'list':[1,2]}"));
        receive();
        run.diff(StateDiff.newBuilder().addOperations(operation("/missing/deep", "1")), json("{'n':2,'list':[1,2]}"));

        List<RunUpdate> atOnce = receive();

        Corruption corruption = new Corruption(
                3, Reason.PATCH_FAILED, state().corruption().orElseThrow().error());
        assertThat(corruption.error()).contains("/missing/deep");
        assertThat(only(RunCorrupted.class, atOnce)).containsExactly(new RunCorrupted(run.key(), 3, corruption));
        assertThat(state().status()).isEqualTo(RunState.Status.CORRUPTED);
        assertThat(state().state()).isEmpty();

        for (int n = 3; n < 103; n++) {
            run.diff(json("{'n':" + n + ",'list':[1,2]}"));
        }
        List<RunUpdate> meanwhile = receive();
        assertThat(only(StateChanged.class, meanwhile)).isEmpty();
        assertThat(only(StateSkipped.class, meanwhile)).hasSize(100);
        assertThat(state().counts().skippedDiffs()).isEqualTo(100);

        run.checkpoint();
        List<RunUpdate> healing = receive();
        assertThat(only(RunRecovered.class, healing)).containsExactly(new RunRecovered(run.key(), 104, corruption));
        assertThat(state().state())
                .contains(new RebuiltState(104, json("{'n':102,'list':[1,2]}"), Verification.VERIFIED));
        assertThat(state().corruption()).isEmpty();

        run.diff(json("{'n':103,'list':[1,2]}"));
        receive();
        assertThat(state().state()).map(RebuiltState::value).contains(json("{'n':103,'list':[1,2]}"));
        assertThat(state().counts().corruptions()).isEqualTo(1);
        assertThat(state().counts().recoveries()).isEqualTo(1);
    }

    static Stream<Arguments> badStateMessages() {
        return Stream.of(
                bad(
                        "an operation that does not fit",
                        Reason.PATCH_FAILED,
                        run -> run.diff(diff(operation("/list/7", "1")), json("{}"))),
                bad(
                        "an operation number that is not known",
                        Reason.PATCH_UNREADABLE,
                        run -> run.diff(diff(operation("/n", "1").setOpValue(9)), json("{}"))),
                bad(
                        "an encoding that is not taken",
                        Reason.PATCH_UNREADABLE,
                        run -> run.diff(diff(operation("/n", "1").setEncodingValue(1)), json("{}"))),
                bad(
                        "a value that is not JSON",
                        Reason.PATCH_UNREADABLE,
                        run -> run.diff(diff(operation("/n", "{\"a\":1} x")), json("{}"))),
                bad(
                        "another hash",
                        Reason.HASH_MISMATCH,
                        run -> run.diff(
                                diff(operation("/n", "1")).setStateHash(SimulatedThread.hash(json("{'n':2}"))),
                                json("{}"))),
                bad(
                        "a hash of another length",
                        Reason.HASH_MISMATCH,
                        run -> run.diff(
                                diff(operation("/n", "1")).setStateHash(ByteString.copyFromUtf8("short")), json("{}"))),
                bad(
                        "a full state that is not JSON",
                        Reason.STATE_UNREADABLE,
                        run -> run.diff(
                                StateDiff.newBuilder().setFullState(ByteString.copyFromUtf8("{'n':1}")), json("{}"))),
                bad(
                        "a full state with another hash",
                        Reason.HASH_MISMATCH,
                        run -> run.diff(
                                StateDiff.newBuilder()
                                        .setFullState(ByteString.copyFromUtf8("{}"))
                                        .setStateHash(SimulatedThread.hash(json("[]"))),
                                json("{}"))),
                bad(
                        "a checkpoint that is not JSON",
                        Reason.STATE_UNREADABLE,
                        run -> run.checkpoint(
                                Checkpoint.newBuilder().setState(ByteString.copyFromUtf8("{\"n\":")), json("{}"))),
                bad(
                        "a checkpoint without state",
                        Reason.STATE_UNREADABLE,
                        run -> run.checkpoint(Checkpoint.newBuilder(), json("{}"))),
                bad(
                        "a checkpoint with another checksum",
                        Reason.CHECKSUM_MISMATCH,
                        run -> run.checkpoint(
                                Checkpoint.newBuilder()
                                        .setState(ByteString.copyFromUtf8("{}"))
                                        .setChecksum(ByteString.copyFrom(new byte[32])),
                                json("{}"))),
                bad(
                        "a checkpoint whose state lies elsewhere",
                        Reason.STATE_ELSEWHERE,
                        run -> run.checkpoint(Checkpoint.newBuilder().setStorageUri("s3://bucket/key"), json("{}"))));
    }

    private static Arguments bad(String what, Reason reason, Consumer<SimulatedRun> send) {
        return Arguments.of(what, reason, send);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badStateMessages")
    @DisplayName("Every cause marks at once and is healed by the next base (UI-03, UI-06, UI-13)")
    void everyCauseMarksAtOnceAndIsHealedByTheNextBase(String what, Reason reason, Consumer<SimulatedRun> send) {
        run.diff(json("{'n':1,'list':[1,2]}"));
        send.accept(run);
        long at = thread.lastSequence();
        receive();

        assertThat(state().corruption()).map(Corruption::reason).contains(reason);
        assertThat(state().corruption()).map(Corruption::sequence).contains(at);
        assertThat(state().corruption().orElseThrow().error()).isNotBlank().hasSizeLessThan(1000);
        assertThat(state().stateAt(at - 1).state()).map(RebuiltState::value).contains(json("{'n':1,'list':[1,2]}"));
        assertThat(state().stateAt(at)).isInstanceOf(StateAt.Corrupted.class);

        run.fullState(json("{'n':9}"));
        receive();
        assertThat(state().state()).map(RebuiltState::value).contains(json("{'n':9}"));
        assertThat(state().stateAt(at)).isInstanceOf(StateAt.Corrupted.class);
    }

    @Test
    void aBrokenCheckpointDoesNotHealAndTheFirstCauseStays() {
        run.diff(diff(operation("/nowhere/at/all", "1")), json("{}"));
        run.checkpoint(
                Checkpoint.newBuilder()
                        .setState(ByteString.copyFromUtf8("{}"))
                        .setChecksum(ByteString.copyFrom(new byte[32])),
                json("{}"));

        List<RunUpdate> updates = receive();

        assertThat(state().corruption()).map(Corruption::reason).contains(Reason.PATCH_FAILED);
        assertThat(only(BaseRefused.class, updates))
                .singleElement()
                .satisfies(refused -> assertThat(refused.why().reason()).isEqualTo(Reason.CHECKSUM_MISMATCH));
        assertThat(state().counts().refusedBases()).isEqualTo(1);
    }

    @Test
    @DisplayName("A checkpoint with a lower sequence heals nothing (UI-13)")
    void aCheckpointFromBeforeTheHoleHealsNothing() {
        DashStreamMessage late = run.checkpoint();
        thread.sent().remove(late);
        run.token();
        receive();
        runs.flush();
        assertThat(state().corruption()).map(Corruption::reason).contains(Reason.SEQUENCE_HOLE);

        List<RunUpdate> updates = runs.accept(late);

        assertThat(state().status()).isEqualTo(RunState.Status.CORRUPTED);
        assertThat(only(RunUpdate.MessageIgnored.class, updates))
                .singleElement()
                .satisfies(ignored -> assertThat(ignored.reason()).isEqualTo(RunUpdate.IgnoredReason.LATE));
    }

    @Test
    void aWholeStateDecidesWhereOperationsComeWithIt() {
        run.diff(
                diff(operation("/nowhere/at/all", "1"))
                        .setFullState(ByteString.copyFromUtf8("{\"n\":7}"))
                        .setStateHash(SimulatedThread.hash(json("{'n':7}"))),
                json("{'n':7}"));
        receive();

        assertThat(state().state()).contains(new RebuiltState(2, json("{'n':7}"), Verification.VERIFIED));
    }

    @Test
    void withoutAHashAStateIsReportedAsNotChecked() {
        run.diffWithoutHash(json("{'n':1,'list':[1,2]}"));
        receive();
        assertThat(state().state()).map(RebuiltState::verification).contains(Verification.NOT_CHECKED);
        assertThat(state().counts().verified()).isZero();

        // What no hash covers can't be noticed. It is the next hash that tells.
        run.diff(diff(operation("/n", "666")), json("{'n':2,'list':[1,2]}"));
        receive();
        assertThat(state().state()).map(RebuiltState::verification).contains(Verification.NOT_CHECKED);
        run.diff(json("{'n':2,'list':[1,2,3]}"));
        receive();
        assertThat(state().corruption()).map(Corruption::reason).contains(Reason.HASH_MISMATCH);
    }

    private static StateDiff.Builder diff(DiffOperation.Builder operation) {
        return StateDiff.newBuilder().addOperations(operation);
    }

    private static DiffOperation.Builder operation(String path, String value) {
        return DiffOperation.newBuilder()
                .setOp(DiffOperation.OpType.OP_TYPE_REPLACE)
                .setPath(path)
                .setValue(ByteString.copyFromUtf8(value));
    }
}
