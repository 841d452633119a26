package io.dashstream.core.run;

import static io.dashstream.core.run.States.feed;
import static io.dashstream.core.run.States.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.run.Phase.Signal;
import io.dashstream.core.run.SimulatedThread.SimulatedRun;
import io.dashstream.core.wire.v1.Checkpoint;
import io.dashstream.core.wire.v1.StateDiff;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of {@link Phase}, cell by cell: as written, and by messages that bring a run into each phase and on from there. */
class RunStateTableTest {

    private static final String TABLE = """
            phase     | START_WITHOUT_STATE | BASE_TAKEN | BASE_REFUSED | PATCH_TAKEN | PATCH_REFUSED | HOLE      | DOUBT     | CUT       | OTHER
            EMPTY     | EMPTY               | LIVE       | CORRUPTED    | EMPTY       | EMPTY         | CORRUPTED | CORRUPTED | EMPTY     | EMPTY
            LIVE      | EMPTY               | LIVE       | CORRUPTED    | LIVE        | CORRUPTED     | CORRUPTED | CORRUPTED | CUT       | LIVE
            CUT       | EMPTY               | LIVE       | CORRUPTED    | CORRUPTED   | CORRUPTED     | CORRUPTED | CORRUPTED | CUT       | CORRUPTED
            CORRUPTED | EMPTY               | LIVE       | CORRUPTED    | CORRUPTED   | CORRUPTED     | CORRUPTED | CORRUPTED | CORRUPTED | CORRUPTED
            """;

    /** A run in one phase, and what its producer sends next. */
    private static final class Stage {

        final SimulatedThread thread = SimulatedThread.linked();
        final RunAssembler runs = RunAssembler.builder().reorderMessages(1).build();
        final SimulatedRun run;

        Stage(Phase phase) {
            run = phase == Phase.EMPTY ? thread.startWithoutState("r") : thread.start("r", json("{'n':0}"));
            receive();
            if (phase == Phase.CORRUPTED) {
                loseOne();
            } else if (phase == Phase.CUT) {
                run.end("OK");
                loseOneBeforeAnotherRun();
            }
            assertThat(state().phase()).isEqualTo(phase);
        }

        RunState state() {
            return runs.run(run.key()).orElseThrow();
        }

        void receive() {
            feed(runs, thread.sent());
            thread.sent().clear();
            runs.flush();
        }

        void loseOne() {
            thread.countFrom(thread.lastSequence() + 2);
            run.token();
            receive();
        }

        void loseOneBeforeAnotherRun() {
            thread.countFrom(thread.lastSequence() + 2);
            thread.start("another", json("{}"));
            receive();
        }

        void goOnAfterRestart() {
            thread.restartProcess();
            thread.start("other", json("{}"));
            thread.countFrom(20);
            run.token();
        }

        void send(Signal signal) {
            switch (signal) {
                case START_WITHOUT_STATE -> thread.startWithoutState("r");
                case BASE_TAKEN -> run.checkpoint(json("{'n':5}"));
                case BASE_REFUSED ->
                    run.checkpoint(
                            Checkpoint.newBuilder()
                                    .setState(ByteString.copyFromUtf8("{\"n\":5}"))
                                    .setChecksum(ByteString.copyFromUtf8("another")),
                            json("{'n':5}"));
                case PATCH_TAKEN -> run.diff(changed("{'n':1}"), json("{'n':1}"));
                case PATCH_REFUSED -> run.diff(changed("{'n':2}"), json("{'n':1}"));
                case HOLE -> {
                    if (state().isOpen()) {
                        loseOne();
                    } else {
                        goOnAfterRestart();
                    }
                }
                case CUT -> {
                    if (state().isOpen()) {
                        run.end("OK");
                    }
                    loseOneBeforeAnotherRun();
                }
                case DOUBT -> thread.sent().add(States.with(run.token(), header -> header.setSchemaVersion(2)));
                case OTHER -> run.token();
            }
            if (signal == Signal.DOUBT) {
                thread.sent().remove(thread.sent().size() - 2);
            }
            receive();
        }

        private static StateDiff.Builder changed(String hashOf) {
            SimulatedRun scratch = SimulatedThread.linked().start("scratch", json("{'n':0}"));
            return scratch.diff(json("{'n':1}")).getStateDiff().toBuilder()
                    .setStateHash(SimulatedThread.hash(json(hashOf)));
        }
    }

    @Test
    void theTableIsTheWrittenOne() {
        List<List<String>> rows = TABLE.lines()
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                .toList();
        List<String> signals = rows.get(0).subList(1, rows.get(0).size());
        assertThat(signals)
                .isEqualTo(Arrays.stream(Signal.values()).map(Enum::name).toList());
        for (List<String> row : rows.subList(1, rows.size())) {
            for (int column = 1; column < row.size(); column++) {
                assertThat(Phase.valueOf(row.get(0)).after(Signal.valueOf(signals.get(column - 1))))
                        .as("%s after %s", row.get(0), signals.get(column - 1))
                        .isEqualTo(Phase.valueOf(row.get(column)));
            }
        }
        assertThat(rows).hasSize(1 + Phase.values().length);
    }

    @TestFactory
    Stream<DynamicTest> everyCellIsWhatMessagesDo() {
        List<DynamicTest> cells = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            for (Signal signal : Signal.values()) {
                cells.add(DynamicTest.dynamicTest(phase + " and " + signal, () -> checkCell(phase, signal)));
            }
        }
        return cells.stream();
    }

    private static void checkCell(Phase phase, Signal signal) {
        Stage stage = new Stage(phase);
        boolean hadState = stage.state().state().isPresent();

        stage.send(signal);

        RunState state = stage.state();
        Phase expected = phase.after(signal);
        assertThat(state.phase()).isEqualTo(expected);
        assertThat(state.status()).isEqualTo(expected.status());
        assertThat(state.state().isPresent()).isEqualTo(expected == Phase.LIVE || expected == Phase.CUT);
        assertThat(state.corruption().isPresent()).isEqualTo(expected == Phase.CORRUPTED);
        if (hadState && expected == Phase.CORRUPTED) {
            assertThat(state.counts().corruptions()).isEqualTo(1);
        }
        state.state()
                .ifPresent(rebuilt -> assertThat(StrictJson.writeText(rebuilt.value()))
                        .isEqualTo(StrictJson.writeText(
                                stage.run.truth(rebuilt.sequence()).orElseThrow())));
    }
}
