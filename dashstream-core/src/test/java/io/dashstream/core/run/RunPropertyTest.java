package io.dashstream.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.CanonicalJson;
import io.dashstream.core.run.SimulatedThread.SimulatedRun;
import io.dashstream.core.run.SimulatedThread.Style;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.testing.Property;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What holds for every log and every way to receive it. */
class RunPropertyTest {

    private static final int WINDOW = 8;

    @Test
    void withoutFaultsEveryStateIsRightAndVerifiedAndNothingIsCounted() {
        Property.check("no fault, no alarm", 40, (random, size) -> {
            Scenario scenario = Scenario.of(random, anyStyle(random), 10 * size);
            RunAssembler runs = assembler();
            Oracle oracle = new Oracle(scenario);
            for (DashStreamMessage message : scenario.log()) {
                List<RunUpdate> updates = runs.accept(message);
                oracle.check(updates);
                touched(updates, runs).forEach(oracle::check);
            }
            oracle.check(runs.flush());

            assertAllKnown(scenario, runs, oracle);
            AssemblerCounts counts = runs.counts();
            assertThat(counts)
                    .isEqualTo(new AssemblerCounts(
                            scenario.log().size(),
                            scenario.log().size(),
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            counts.restarts(),
                            0,
                            0,
                            0,
                            0));
        });
    }

    @Test
    void copiesAndSmallReordersChangeNothing() {
        Property.check("copies and reorders inside the window are undone", 40, (random, size) -> {
            Scenario scenario = withoutRestarts(random, size);
            Delivery delivery = new Delivery(0, 100, WINDOW / 2, 0, 0);
            RunAssembler runs = assembler();
            Oracle oracle = new Oracle(scenario);
            delivery.of(random, scenario.log()).forEach(message -> oracle.check(runs.accept(message)));
            oracle.check(runs.flush());

            assertAllKnown(scenario, runs, oracle);
            assertThat(runs.counts().observed()).isEqualTo(scenario.log().size());
            assertThat(runs.counts().holes()).isZero();
            assertThat(runs.counts().corruptions()).isZero();
        });
    }

    @Test
    void whateverHappensOnTheWayNoWrongStateIsCalledRight() {
        Property.check("a state is right or not handed out", 160, (random, size) -> {
            Scenario scenario = Scenario.of(random, linkedStyle(random), 10 * size);
            RunAssembler runs = assembler();
            Oracle oracle = new Oracle(scenario);

            deliver(random, anyDelivery(random).of(random, scenario.log()), runs, oracle);

            for (RunState run : runs.runs()) {
                long span = run.lastSequence() - run.firstSequence() + 1;
                for (int asked = 0; asked < 40; asked++) {
                    oracle.checkHistory(run, run.firstSequence() + random.nextLong(span));
                }
            }
        });
    }

    @Test
    void afterAnyFaultACheckpointMakesEveryOpenRunRightAgain() {
        Property.check("a checkpoint heals", 60, (random, size) -> {
            Scenario scenario = Scenario.of(random, linkedStyle(random), 10 * size);
            RunAssembler runs = assembler();
            Oracle oracle = new Oracle(scenario);
            deliver(random, anyDelivery(random).of(random, scenario.log()), runs, oracle);
            oracle.check(runs.flush());

            scenario.tail().forEach(message -> oracle.check(runs.accept(message)));
            oracle.check(runs.flush());

            for (SimulatedRun open : scenario.openRuns()) {
                RunState run = runs.run(open.key()).orElseThrow();
                assertThat(textOf(run.state().map(RebuiltState::value)))
                        .as("%s", open.key())
                        .isEqualTo(textOf(Optional.of(open.state())));
                oracle.check(run);
            }
        });
    }

    private static void deliver(
            RandomGenerator random, List<DashStreamMessage> received, RunAssembler runs, Oracle oracle) {
        for (DashStreamMessage message : received) {
            List<RunUpdate> updates = runs.accept(message);
            oracle.check(updates);
            if (random.nextInt(40) == 0) {
                oracle.check(runs.flush());
            }
            touched(updates, runs).forEach(oracle::check);
        }
    }

    private static List<RunState> touched(List<RunUpdate> updates, RunAssembler runs) {
        return updates.stream()
                .filter(RunUpdate.OfRun.class::isInstance)
                .map(update -> ((RunUpdate.OfRun) update).key())
                .distinct()
                .flatMap(key -> runs.run(key).stream())
                .toList();
    }

    private static void assertAllKnown(Scenario scenario, RunAssembler runs, Oracle oracle) {
        for (SimulatedThread thread : scenario.threads()) {
            for (SimulatedRun truth : thread.runs().values()) {
                RunState run = runs.run(truth.key()).orElseThrow();
                assertThat(textOf(run.state().map(RebuiltState::value))).isEqualTo(textOf(Optional.of(truth.state())));
                oracle.check(run);
                for (long sequence = run.firstSequence(); sequence <= run.lastSequence(); sequence++) {
                    assertThat(textOf(run.stateAt(sequence).state().map(RebuiltState::value)))
                            .isEqualTo(textOf(truth.truth(sequence)));
                }
            }
        }
    }

    private static Optional<String> textOf(Optional<JsonNode> state) {
        return state.map(CanonicalJson::encodeText);
    }

    private static Scenario withoutRestarts(RandomGenerator random, int size) {
        Scenario scenario;
        do {
            scenario = Scenario.of(random, anyStyle(random), 5 * size);
        } while (scenario.restarts() > 0);
        return scenario;
    }

    private static Delivery anyDelivery(RandomGenerator random) {
        return new Delivery(
                some(random, 60), some(random, 60), some(random, 3 * WINDOW), some(random, 60), some(random, 30));
    }

    private static int some(RandomGenerator random, int most) {
        return random.nextBoolean() ? 0 : random.nextInt(most + 1);
    }

    private static Style linkedStyle(RandomGenerator random) {
        return random.nextBoolean() ? Style.LINKED : Style.LOOSELY_LINKED;
    }

    private static Style anyStyle(RandomGenerator random) {
        List<Style> styles = List.of(Style.values());
        return styles.get(random.nextInt(styles.size()));
    }

    private static RunAssembler assembler() {
        return RunAssembler.builder().reorderMessages(WINDOW).build();
    }
}
