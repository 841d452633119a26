package io.dashstream.producer.capture;

import static io.dashstream.producer.capture.Captures.captured;
import static io.dashstream.producer.capture.Captures.mapOf;
import static io.dashstream.producer.capture.Captures.text;
import static io.dashstream.producer.capture.Captures.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CaptureReuseTest {

    private final CaptureSession session = StateEncoder.ofDefaults().newSession();

    record Message(String role, String text, List<String> tags) {}

    record Counting(String text) {
        static final AtomicInteger READS = new AtomicInteger();

        @Override
        public String text() {
            READS.incrementAndGet();
            return text;
        }
    }

    static final class Counter {
        int reads;
        private final String text;

        Counter(String text) {
            this.text = text;
        }

        public String getText() {
            reads++;
            return text;
        }
    }

    private static Message message(int i) {
        return new Message("user", "message " + i, List.of("t" + i));
    }

    private static List<Object> messages(int count) {
        return new ArrayList<>(
                IntStream.range(0, count).mapToObj(CaptureReuseTest::message).toList());
    }

    @Test
    void nothingChangedGivesTheSameTree() {
        Map<String, Object> state = mapOf("messages", messages(10), "step", 1, "at", Instant.EPOCH, "f", 0.5);
        JsonNode first = tree(session, state);
        assertThat(tree(session, state)).isSameAs(first);
        assertThat(session.capture(state)).isSameAs(session.capture(state));
    }

    @Test
    void aCopyOfEverythingGivesTheSameTree() {
        JsonNode first =
                tree(session, mapOf("messages", messages(10), "step", 1000, "vector", new float[] {0.1f, 0.2f}));
        Map<String, Object> copy = new LinkedHashMap<>();
        copy.put("vector", new float[] {0.1f, 0.2f});
        copy.put("step", 1000L);
        copy.put("messages", messages(10));
        assertThat(tree(session, copy)).isSameAs(first);
        assertThat(tree(session, mapOf("vector", new double[] {0.1, 0.2}, "step", 1e3, "messages", messages(10))))
                .isSameAs(first);
    }

    @Test
    void anAppendedMessageLeavesTheOthersNodes() {
        List<Object> messages = messages(100);
        JsonNode first = tree(session, mapOf("messages", messages));
        messages.add(message(100));
        JsonNode second = tree(session, mapOf("messages", messages));
        assertThat(second.path("messages")).hasSize(101);
        for (int i = 0; i < 100; i++) {
            assertThat(second.path("messages").get(i))
                    .isSameAs(first.path("messages").get(i));
        }
        assertThat(first.path("messages")).hasSize(100);
    }

    @Test
    void onlyNewNodesWeigh() {
        List<Object> messages = messages(1000);
        long first = captured(session.capture(Map.of("messages", messages))).newHeapBytes();
        messages.add(message(1000));
        long second = captured(session.capture(Map.of("messages", messages))).newHeapBytes();

        assertThat(first).isGreaterThan(1000 * 300);
        // A message, and an array with a reference to each.
        assertThat(second).isBetween(1000 * 4L, 1000 * 4L + 1000);
    }

    @Test
    void immutableValuesSeenBeforeAreNotReadAgain() {
        List<Object> messages = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            messages.add(new Counting("m" + i));
        }
        tree(session, messages);
        Counting.READS.set(0);
        messages.add(new Counting("last"));
        tree(session, messages);
        assertThat(Counting.READS).hasValue(1);
    }

    @Test
    void movedElementsKeepTheirNodes() {
        List<Object> messages = messages(50);
        JsonNode first = tree(session, messages);

        messages.remove(0);
        messages.add(message(50));
        JsonNode slid = tree(session, messages);
        assertThat(slid.get(0)).isSameAs(first.get(1));
        assertThat(slid.get(48)).isSameAs(first.get(49));

        messages.add(20, message(99));
        JsonNode inserted = tree(session, messages);
        assertThat(inserted.get(19)).isSameAs(slid.get(19));
        assertThat(inserted.get(21)).isSameAs(slid.get(20));

        Collections.reverse(messages);
        JsonNode reversed = tree(session, messages);
        for (int i = 0; i < messages.size(); i++) {
            assertThat(reversed.get(i)).isSameAs(inserted.get(messages.size() - 1 - i));
        }
        assertThat(text(reversed)).isEqualTo(text(tree(StateEncoder.ofDefaults().newSession(), messages)));
    }

    @Test
    void movedTextsKeepTheirNodes() {
        List<Object> texts = new ArrayList<>(
                IntStream.range(0, 20).mapToObj(i -> "text " + i).toList());
        JsonNode first = tree(session, texts);
        texts.remove(0);
        JsonNode second = tree(session, texts);
        assertThat(second.get(0)).isSameAs(first.get(1));
        assertThat(second.get(18)).isSameAs(first.get(19));
    }

    @Test
    void mutableElementsAreReadAgainAndKeepTheirNodesIfNothingChanged() {
        List<Object> counters = new ArrayList<>(List.of(new Counter("a"), new Counter("b")));
        JsonNode first = tree(session, counters);
        counters.remove(0);
        JsonNode second = tree(session, counters);
        assertThat(((Counter) counters.get(0)).reads).isGreaterThan(1);
        assertThat(second.get(0)).isSameAs(first.get(1));
    }

    @Test
    void aChangeDeepDownLeavesTheSiblings() {
        Map<String, Object> deep = mapOf("x", 1, "list", List.of("a", "b"));
        Map<String, Object> state =
                mapOf("left", mapOf("l", List.of(1, 2)), "right", mapOf("deep", deep, "other", "o"));
        JsonNode first = tree(session, state);
        deep.put("x", 2);
        JsonNode second = tree(session, state);
        assertThat(second.path("left")).isSameAs(first.path("left"));
        assertThat(second.at("/right/other")).isSameAs(first.at("/right/other"));
        assertThat(second.at("/right/deep/list")).isSameAs(first.at("/right/deep/list"));
        assertThat(second.at("/right/deep/x").intValue()).isEqualTo(2);
        assertThat(first.at("/right/deep/x").intValue()).isEqualTo(1);
    }

    @Test
    void typesOfTheApplicationCanBeDeclaredImmutable() {
        CaptureSession declared =
                StateEncoder.builder().immutableType(Counter.class).build().newSession();
        Counter counter = new Counter("a");
        JsonNode first = tree(declared, List.of(counter, 1));
        int reads = counter.reads;
        assertThat(tree(declared, List.of(counter, 2)).get(0)).isSameAs(first.get(0));
        assertThat(counter.reads).isEqualTo(reads);
    }

    @Test
    void byReferenceTakesAKnownObjectAsUnchanged() {
        CaptureSession byReference =
                StateEncoder.builder().mode(CaptureMode.BY_REFERENCE).build().newSession();
        Counter counter = new Counter("a");
        List<Object> inner = new ArrayList<>(List.of(counter));
        Map<String, Object> state = mapOf("inner", inner, "x", 1);
        JsonNode first = tree(byReference, state);
        int reads = counter.reads;
        assertThat(tree(byReference, state)).isSameAs(first);
        JsonNode second = tree(byReference, mapOf("inner", inner, "x", 2));
        assertThat(second.path("inner")).isSameAs(first.path("inner"));
        assertThat(second.path("x").intValue()).isEqualTo(2);
        assertThat(counter.reads).isEqualTo(reads);
    }

    @Test
    void forgettingMakesEveryNodeAnew() {
        Map<String, Object> state = mapOf("messages", messages(3));
        JsonNode first = tree(session, state);
        session.forget();
        assertThat(tree(session, state)).isNotSameAs(first).isEqualTo(first);
    }

    @Test
    void sizeAndFallbacksAreThoseOfTheWholeTreeAlsoIfPartsAreOld() {
        Map<String, Object> state = mapOf("nan", List.of(Double.NaN), "messages", messages(3), "step", 1);
        captured(session.capture(state));
        state.put("step", 12345);
        CaptureResult.Captured reused = captured(session.capture(state));
        CaptureResult.Captured fresh = Captures.capture(state);
        assertThat(reused.approximateBytes()).isEqualTo(fresh.approximateBytes());
        assertThat(reused.fallbacks()).isEqualTo(1);
    }

    @Test
    void sessionsDoNotShareAnything() {
        StateEncoder encoder = StateEncoder.ofDefaults();
        Map<String, Object> state = mapOf("messages", messages(3));
        assertThat(tree(encoder.newSession(), state)).isNotSameAs(tree(encoder.newSession(), state));
    }
}
