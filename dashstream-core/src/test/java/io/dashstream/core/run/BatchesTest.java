package io.dashstream.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.SimulatedThread.Style;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.testing.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A batch is nothing but its events, whatever its envelope says. */
class BatchesTest {

    private static final int WINDOW = 8;

    /** What an assembler has of a run. */
    private record Seen(
            RunKey key,
            RunState.Status status,
            long first,
            long last,
            long lastTimestamp,
            RunCounts counts,
            List<StateAt> states) {}

    @Test
    @DisplayName(
            "CO-06: a log that is cut into batches at random, over threads and with faults, means what it means without")
    void howALogIsCutIntoBatchesMakesNoDifference() {
        int[] batchesOfSeveralThreads = {0};
        Property.check("batches are transparent", 60, (random, size) -> {
            Scenario scenario = Scenario.of(random, anyStyle(random), 10 * size);
            List<DashStreamMessage> log = anyDelivery(random).of(random, scenario.log());
            List<DashStreamMessage> batched = batched(random, log);
            batchesOfSeveralThreads[0] += (int)
                    batched.stream().filter(BatchesTest::isOfSeveralThreads).count();
            RunAssembler single = assembler();
            RunAssembler inBatches = assembler();

            List<RunUpdate> updates = States.feed(single, log);
            List<RunUpdate> updatesOfBatches = States.feed(inBatches, batched);
            updates.addAll(single.flush());
            updatesOfBatches.addAll(inBatches.flush());

            assertThat(updatesOfBatches).isEqualTo(updates);
            assertThat(inBatches.counts()).isEqualTo(single.counts());
            assertThat(seen(inBatches)).isEqualTo(seen(single));
        });
        assertThat(batchesOfSeveralThreads[0])
                .as("batches over several threads were tried")
                .isPositive();
    }

    /** Neighbours that are events, some of them, as one batch. */
    private static List<DashStreamMessage> batched(RandomGenerator random, List<DashStreamMessage> log) {
        List<DashStreamMessage> batched = new ArrayList<>();
        List<DashStreamMessage> open = new ArrayList<>();
        for (DashStreamMessage message : log) {
            if (!message.hasEvent() || random.nextInt(8) == 0) {
                close(open, batched);
            }
            if (message.hasEvent()) {
                open.add(message);
            } else {
                batched.add(message);
            }
        }
        close(open, batched);
        return batched;
    }

    private static void close(List<DashStreamMessage> open, List<DashStreamMessage> batched) {
        if (!open.isEmpty()) {
            batched.add(States.batch(open));
            open.clear();
        }
    }

    private static boolean isOfSeveralThreads(DashStreamMessage message) {
        return Messages.flatten(message).stream()
                        .map(part -> ThreadKey.of(Messages.header(part)))
                        .distinct()
                        .count()
                > 1;
    }

    private static List<Seen> seen(RunAssembler runs) {
        return runs.runs().stream().map(BatchesTest::seen).toList();
    }

    private static Seen seen(RunState run) {
        List<StateAt> states = new ArrayList<>();
        for (long sequence = run.firstSequence(); sequence <= run.lastSequence(); sequence++) {
            states.add(run.stateAt(sequence));
        }
        return new Seen(
                run.key(),
                run.status(),
                run.firstSequence(),
                run.lastSequence(),
                run.lastTimestampMicros(),
                run.counts(),
                states);
    }

    private static Delivery anyDelivery(RandomGenerator random) {
        return random.nextBoolean()
                ? Delivery.faultless()
                : new Delivery(random.nextInt(40), random.nextInt(40), random.nextInt(2 * WINDOW), 0, 0);
    }

    private static Style anyStyle(RandomGenerator random) {
        List<Style> styles = List.of(Style.values());
        return styles.get(random.nextInt(styles.size()));
    }

    private static RunAssembler assembler() {
        return RunAssembler.builder().reorderMessages(WINDOW).build();
    }
}
