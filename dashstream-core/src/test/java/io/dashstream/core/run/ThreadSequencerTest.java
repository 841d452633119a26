package io.dashstream.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.dashstream.core.run.RunUpdate.IgnoredReason;
import io.dashstream.core.run.ThreadSequencer.Baseline;
import io.dashstream.core.run.ThreadSequencer.Place;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.testing.Property;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadSequencerTest {

    private static final int WINDOW = 4;
    private static final long NOW = 1_700_000_000_000_000L;

    /** Writes down what comes out. */
    private static final class Recorder implements ThreadSequencer.Output {

        final List<Long> passed = new ArrayList<>();
        final List<String> told = new ArrayList<>();
        final Map<IgnoredReason, Integer> ignored = new EnumMap<>(IgnoredReason.class);
        long missing;

        @Override
        public void inOrder(Numbered message, ThreadSequencer.Pace pace) {
            passed.add(message.sequence());
            told.add(Long.toUnsignedString(message.sequence()));
        }

        @Override
        public void hole(long first, long last) {
            missing += last - first + 1;
            told.add("hole " + Long.toUnsignedString(first) + ".." + Long.toUnsignedString(last));
        }

        @Override
        public void countBegins(long first, Baseline baseline) {
            told.add(baseline + " " + Long.toUnsignedString(first));
        }

        @Override
        public void ignored(Numbered message, IgnoredReason reason) {
            ignored.merge(reason, 1, Integer::sum);
            told.add(reason + " " + Long.toUnsignedString(message.sequence()));
        }

        @Override
        public boolean isOfOtherCount(Numbered message) {
            return false;
        }

        @Override
        public boolean isOfUnknownParent(Numbered message) {
            return false;
        }

        @Override
        public void countGoesOn(Numbered message) {
            throw new AssertionError("no message here is of another count");
        }

        int ignored(IgnoredReason reason) {
            return ignored.getOrDefault(reason, 0);
        }
    }

    private final Recorder recorder = new Recorder();
    private final ThreadSequencer sequencer = new ThreadSequencer(WINDOW, 100_000, recorder);

    private static Numbered message(long sequence, int process, EventType type, long time) {
        Header header = Header.newBuilder()
                .setMessageId(ByteString.copyFromUtf8(process + "/" + Long.toUnsignedString(sequence) + "/0123456789"))
                .setTimestampUs(time)
                .setSequence(sequence)
                .build();
        return Numbered.of(
                DashStreamMessage.newBuilder()
                        .setEvent(Event.newBuilder().setHeader(header).setEventType(type))
                        .build(),
                Numbered.Schema.KNOWN);
    }

    private static Numbered plain(long sequence) {
        return message(sequence, 1, EventType.EVENT_TYPE_NODE_PROGRESS, NOW);
    }

    private static Numbered start(long sequence) {
        return message(sequence, 1, EventType.EVENT_TYPE_GRAPH_START, NOW);
    }

    private static Numbered ofNextProcess(long sequence) {
        return message(sequence, 2, EventType.EVENT_TYPE_NODE_PROGRESS, NOW);
    }

    private void accept(long... sequences) {
        for (long sequence : sequences) {
            sequencer.accept(plain(sequence));
        }
    }

    @Test
    void numbersInOrderPassAtOnce() {
        accept(1, 2, 3);

        assertThat(recorder.told).containsExactly("BEGINNING 1", "1", "2", "3");
    }

    @Test
    void whatComesEarlyWaitsForWhatIsMissing() {
        accept(1, 3, 4, 2, 5);

        assertThat(recorder.told).containsExactly("BEGINNING 1", "1", "2", "3", "4", "5");
    }

    @Test
    void theBeginningMayBeOutOfOrderToo() {
        accept(3, 2);
        assertThat(recorder.told).isEmpty();

        sequencer.accept(start(1));

        assertThat(recorder.told).containsExactly("BEGINNING 1", "1", "2", "3");
    }

    @Test
    @DisplayName("The first message seen is the baseline: what precedes it is not missing (FP-15, FP-16)")
    void whatPrecedesTheFirstMessageSeenIsNotMissing() {
        accept(300, 301, 299);

        assertThat(recorder.told).containsExactly("MIDDLE 300", "300", "301", "BEFORE_BASELINE 299");

        Recorder early = new Recorder();
        ThreadSequencer another = new ThreadSequencer(WINDOW, 100_000, early);
        another.accept(plain(3));
        another.flush();
        assertThat(early.told).containsExactly("MIDDLE 3", "3");
    }

    @Test
    void flushGivesUpWhatIsMissing() {
        accept(1, 3, 6);

        sequencer.flush();

        assertThat(recorder.told).containsExactly("BEGINNING 1", "1", "hole 2..2", "3", "hole 4..5", "6");
        assertThat(sequencer.waitingBytes()).isZero();
    }

    @Test
    void whatIsFurtherAheadThanTheWindowGivesUpWhatIsMissing() {
        accept(1, 3, 1 + WINDOW);
        assertThat(recorder.told).containsExactly("BEGINNING 1", "1");

        accept(2 + WINDOW);
        assertThat(recorder.told).containsExactly("BEGINNING 1", "1", "hole 2..2", "3");

        accept(4);
        assertThat(recorder.told).containsExactly("BEGINNING 1", "1", "hole 2..2", "3", "4", "5", "6");
    }

    @Test
    void moreBytesThanAllowedGiveUpWhatIsMissing() {
        int bytes = plain(3).bytes();
        ThreadSequencer small = new ThreadSequencer(1000, 2L * bytes, recorder);
        small.accept(plain(1));
        small.accept(plain(3));
        small.accept(plain(5));
        assertThat(recorder.told).containsExactly("BEGINNING 1", "1");
        assertThat(small.waitingBytes()).isEqualTo(2L * bytes);

        small.accept(plain(7));

        assertThat(recorder.told).containsExactly("BEGINNING 1", "1", "hole 2..2", "3");
        assertThat(small.waitingBytes()).isEqualTo(2L * bytes);
    }

    @Test
    void whatComesAfterItWasGivenUpIsLateAndNotPassedOn() {
        accept(1, 4);
        sequencer.flush();
        accept(3, 2, 2);

        assertThat(recorder.told)
                .containsExactly("BEGINNING 1", "1", "hole 2..3", "4", "LATE 3", "LATE 2", "DUPLICATE 2");
        accept(5);
        assertThat(recorder.passed).containsExactly(1L, 4L, 5L);
    }

    @Test
    void aCopyIsADuplicateWhereverItComes() {
        accept(1, 2, 4, 4, 2, 1, 3, 3);

        assertThat(recorder.passed).containsExactly(1L, 2L, 3L, 4L);
        assertThat(recorder.ignored(IgnoredReason.DUPLICATE)).isEqualTo(4);
    }

    @Test
    void aCopyIsADuplicateLongAfterwards() {
        int many = 3 * RecentMessages.GENERATION;
        for (int sequence = 1; sequence <= many; sequence++) {
            accept(sequence);
        }
        accept(1, many / 2, many);

        assertThat(recorder.passed).hasSize(many);
        assertThat(recorder.ignored(IgnoredReason.DUPLICATE)).isEqualTo(3);
    }

    @Test
    @DisplayName("A number that comes again with another message begins a new count (PR-06)")
    void aNumberWithAnotherMessageBeginsANewCount() {
        accept(1, 2, 3);
        sequencer.accept(ofNextProcess(2));
        sequencer.accept(ofNextProcess(1));
        sequencer.accept(ofNextProcess(3));

        assertThat(recorder.told).containsExactly("BEGINNING 1", "1", "2", "3", "RESTART_BEGINNING 1", "1", "2", "3");
        assertThat(recorder.ignored).isEmpty();
    }

    @Test
    void aRunThatStartsAtAPassedNumberBeginsANewCountEvenWithoutATime() {
        accept(1, 2, 3, 4, 5, 6);
        sequencer.accept(message(1, 2, EventType.EVENT_TYPE_GRAPH_START, 0));
        sequencer.accept(message(2, 2, EventType.EVENT_TYPE_NODE_START, 0));

        assertThat(recorder.told).endsWith("RESTART_BEGINNING 1", "1", "2");
    }

    @Test
    @DisplayName("Messages of a process that died young are not taken for those of the next one")
    void whatWaitsIsNotTakenForTheNextProcess() {
        accept(2, 3);
        sequencer.accept(message(1, 2, EventType.EVENT_TYPE_GRAPH_START, NOW + 2_000_000));

        assertThat(recorder.told).containsExactly("MIDDLE 2", "2", "3", "RESTART_BEGINNING 1", "1");
    }

    @Test
    void aNumberFromLongAgoWithANewerTimeBeginsANewCount() {
        int many = 2 * SequenceMemory.LARGEST;
        for (int sequence = 1; sequence <= many; sequence++) {
            accept(sequence);
        }
        sequencer.accept(message(50, 2, EventType.EVENT_TYPE_NODE_PROGRESS, NOW + 2_000_000));
        assertThat(recorder.told).endsWith("RESTART_MIDDLE 50", "50");

        sequencer.accept(message(20, 3, EventType.EVENT_TYPE_NODE_PROGRESS, NOW));
        assertThat(recorder.told).endsWith("BEFORE_BASELINE 20");
    }

    @Test
    void aRunThatStartsLateInAHoleIsLateAndNoNewCount() {
        accept(1, 9);
        sequencer.flush();
        sequencer.accept(start(5));

        assertThat(recorder.told).endsWith("hole 2..8", "9", "LATE 5");
    }

    @Test
    @DisplayName("A single wrong number does not silence a thread for ever")
    void aSingleWrongNumberDoesNotSilenceAThread() {
        accept(1, 2, 3);
        accept(1L << 40);
        for (long sequence = 4; sequence < 40; sequence++) {
            accept(sequence);
        }
        sequencer.flush();

        assertThat(recorder.passed).endsWith(36L, 37L, 38L, 39L);
    }

    @Test
    @DisplayName("A counter that starts at the clock is a new count, not an hour of missing messages")
    void aCounterThatStartsAtTheClockIsANewCount() {
        sequencer.accept(message(NOW, 1, EventType.EVENT_TYPE_GRAPH_START, NOW));
        sequencer.accept(message(NOW + 1, 1, EventType.EVENT_TYPE_NODE_START, NOW + 10));
        long later = NOW + 3_600_000_000L;
        sequencer.accept(message(later, 2, EventType.EVENT_TYPE_GRAPH_START, later + 40));

        assertThat(recorder.told)
                .containsExactly(
                        "BEGINNING " + NOW,
                        Long.toString(NOW),
                        Long.toString(NOW + 1),
                        "RESTART_BEGINNING " + later,
                        Long.toString(later));

        long muchLater = later + 3_600_000_000L;
        sequencer.accept(message(muchLater, 3, EventType.EVENT_TYPE_NODE_START, muchLater));
        assertThat(recorder.told).endsWith("RESTART_MIDDLE " + muchLater, Long.toString(muchLater));
        sequencer.accept(message(muchLater + 3, 3, EventType.EVENT_TYPE_NODE_START, muchLater));
        sequencer.flush();
        assertThat(recorder.told)
                .endsWith("hole " + (muchLater + 1) + ".." + (muchLater + 2), Long.toString(muchLater + 3));
    }

    @ParameterizedTest
    @ValueSource(longs = {(1L << 53) - 2, Long.MAX_VALUE - 1, -4})
    @DisplayName("Numbers are unsigned: 2^53, 2^63 and 2^64-1 are passed like any other (CO-02)")
    void numbersAreUnsigned(long from) {
        accept(from, from + 2, from + 1, from + 1);
        sequencer.flush();
        accept(from + 3);
        accept(from - 1);

        assertThat(recorder.passed).containsExactly(from, from + 1, from + 2, from + 3);
        assertThat(recorder.ignored(IgnoredReason.DUPLICATE)).isEqualTo(1);
        assertThat(recorder.ignored(IgnoredReason.BEFORE_BASELINE)).isEqualTo(1);
    }

    @Test
    void nothingComesAfterTheLastNumberOfAll() {
        accept(-2, -1);
        accept(5);

        assertThat(recorder.passed).containsExactly(-2L, -1L);
        assertThat(recorder.ignored(IgnoredReason.BEFORE_BASELINE)).isEqualTo(1);
    }

    @Test
    @DisplayName("Every message has exactly one place, and the expected number never falls (FP-11, FP-15)")
    void everyMessageHasOnePlaceAndTheAccountIsExact() {
        Property.check("places are total and exclusive, the account is exact", 300, (random, size) -> {
            Recorder out = new Recorder();
            ThreadSequencer sequences = new ThreadSequencer(WINDOW, 100_000, out);
            long from = anyStart(random);
            List<Long> received = disturbed(random, from, 2 * size);
            long expected = sequences.last();
            int accepted = 0;
            for (long sequence : received) {
                Numbered message = plain(sequence);
                Place place = accepted == 0 ? Place.NEXT : sequences.place(message);
                assertThat(place).isNotIn(Place.RESTART, Place.OTHER_COUNT, Place.OUTDATED);
                sequences.accept(message);
                accepted++;
                if (random.nextInt(30) == 0) {
                    sequences.flush();
                }
                assertThat(Long.compareUnsigned(sequences.last(), expected)).isNotNegative();
                expected = sequences.last();
            }
            sequences.flush();

            assertThat(out.passed).isSortedAccordingTo(Long::compareUnsigned).doesNotHaveDuplicates();
            int ignored =
                    out.ignored.values().stream().mapToInt(Integer::intValue).sum();
            assertThat(out.passed.size() + ignored)
                    .as("every message is accounted for")
                    .isEqualTo(accepted);
            long span = out.passed.get(out.passed.size() - 1) - out.passed.get(0) + 1;
            assertThat(out.missing).as("holes are exactly what was not passed").isEqualTo(span - out.passed.size());
            assertThat(out.ignored(IgnoredReason.LATE) + out.passed.size() + out.ignored(IgnoredReason.BEFORE_BASELINE))
                    .as("what is missing in the end did not come at all")
                    .isEqualTo((int) received.stream().distinct().count());
        });
    }

    private static long anyStart(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> 1;
            case 1 -> (1L << 53) - 10;
            case 2 -> Long.MAX_VALUE - 10;
            default -> 1000;
        };
    }

    /** Late by so little that never {@code LATE_IN_A_ROW} come together. */
    private static List<Long> disturbed(RandomGenerator random, long from, int count) {
        List<Long> numbers = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            if (random.nextInt(12) != 0 || index == 0) {
                numbers.add(from + index);
            }
            if (random.nextInt(12) == 0) {
                numbers.add(from + random.nextInt(index + 1));
            }
        }
        for (int index = 1; index + 1 < numbers.size(); index++) {
            if (random.nextInt(4) == 0) {
                Collections.swap(numbers, index, Math.min(numbers.size() - 1, index + random.nextInt(2 * WINDOW)));
            }
        }
        return numbers;
    }
}
