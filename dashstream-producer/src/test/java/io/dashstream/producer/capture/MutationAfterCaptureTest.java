package io.dashstream.producer.capture;

import static io.dashstream.producer.capture.Captures.text;
import static io.dashstream.producer.capture.Captures.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.POJONode;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** By value means by value: what is changed after a capture changes later captures only, whatever it is and wherever it hides. */
class MutationAfterCaptureTest {

    record Holder(Object content) {}

    record Defensive(List<Object> items) {
        @Override
        public List<Object> items() {
            return List.copyOf(items);
        }
    }

    record ReadsElsewhere(AtomicInteger source) {
        public int getNow() {
            return source.get();
        }
    }

    record Ignoring(
            @com.fasterxml.jackson.annotation.JsonIgnore AtomicInteger source, int now) {
        @Override
        public int now() {
            return source.get();
        }
    }

    static class Bean {
        private String text = "old";

        public String getText() {
            return text;
        }
    }

    static class FinalBean {
        private final AtomicReference<String> override = new AtomicReference<>("old");
        private final String text = "old";

        public String getText() {
            return override.get() == null ? text : override.get();
        }
    }

    static class FinalList {
        private final List<Object> items = new ArrayList<>(List.of("old"));

        public List<Object> getItems() {
            return items;
        }
    }

    static class PublicField {
        public String text = "old";
    }

    static class TextOnly {
        private transient String text = "old";

        @Override
        public String toString() {
            return text;
        }
    }

    private static <T> Arguments kind(String name, Supplier<T> make, Consumer<T> change) {
        return arguments(name, make, change);
    }

    private static <T> Arguments wrapped(
            String name, Supplier<T> inner, java.util.function.Function<T, Object> wrap, Consumer<T> change) {
        AtomicReference<T> made = new AtomicReference<>();
        Supplier<Object> make = () -> {
            made.set(inner.get());
            return wrap.apply(made.get());
        };
        return arguments(name, make, (Consumer<Object>) ignored -> change.accept(made.get()));
    }

    private static List<Object> list() {
        return new ArrayList<>(List.of("old"));
    }

    @SuppressWarnings({"JavaUtilDate", "JdkObsolete"})
    static Stream<Arguments> kinds() {
        return Stream.of(
                kind("HashMap", () -> new HashMap<>(Map.of("a", "old")), map -> map.put("a", "new")),
                kind("HashMap grows", () -> new HashMap<>(Map.of("a", "old")), map -> map.put("b", "new")),
                kind("HashMap shrinks", () -> new HashMap<>(Map.of("a", "old")), Map::clear),
                kind("TreeMap", () -> new TreeMap<>(Map.of("a", "old")), map -> map.put("a", "new")),
                kind(
                        "ConcurrentHashMap",
                        () -> new ConcurrentHashMap<>(Map.of("a", "old")),
                        map -> map.put("a", "new")),
                kind("odd keys", () -> new HashMap<Object, Object>(Map.of(1, "old")), map -> map.put(2, "new")),
                kind("ArrayList", MutationAfterCaptureTest::list, list -> list.set(0, "new")),
                kind("ArrayList grows", MutationAfterCaptureTest::list, list -> list.add("new")),
                kind("ArrayList swaps", () -> new ArrayList<>(List.of("a", "b")), Collections::reverse),
                kind("LinkedList", () -> new LinkedList<>(List.of("old")), list -> list.addFirst("new")),
                kind("ArrayDeque", () -> new ArrayDeque<>(List.of("old")), deque -> deque.add("new")),
                kind("CopyOnWriteArrayList", () -> new CopyOnWriteArrayList<>(List.of("old")), list -> list.add("new")),
                kind("HashSet", () -> new HashSet<>(List.of("old")), set -> set.add("new")),
                kind("LinkedHashSet", () -> new LinkedHashSet<>(List.of("old")), set -> set.add("new")),
                kind("array", () -> new Object[] {"old"}, array -> array[0] = "new"),
                kind("int[]", () -> new int[] {1}, array -> array[0] = 2),
                kind("double[]", () -> new double[] {1}, array -> array[0] = 0.5),
                kind("float[]", () -> new float[] {1}, array -> array[0] = 0.5f),
                kind("boolean[]", () -> new boolean[] {true}, array -> array[0] = false),
                kind("byte[]", () -> new byte[] {1}, array -> array[0] = 2),
                kind("char[]", () -> new char[] {'o'}, array -> array[0] = 'n'),
                kind("ByteBuffer", () -> ByteBuffer.wrap(new byte[] {1}), buffer -> buffer.put(0, (byte) 2)),
                kind("StringBuilder", () -> new StringBuilder("old"), text -> text.append("new")),
                kind("AtomicInteger", () -> new AtomicInteger(1), AtomicInteger::incrementAndGet),
                kind("AtomicLong", () -> new AtomicLong(1), AtomicLong::incrementAndGet),
                kind("AtomicBoolean", AtomicBoolean::new, flag -> flag.set(true)),
                kind("LongAdder", LongAdder::new, LongAdder::increment),
                kind("AtomicReference", () -> new AtomicReference<>("old"), reference -> reference.set("new")),
                kind("Date", () -> new Date(0), date -> date.setTime(1)),
                kind("Calendar", () -> new GregorianCalendar(2026, 1, 1), date -> date.add(Calendar.DATE, 1)),
                kind("TimeZone", () -> TimeZone.getTimeZone("UTC"), zone -> zone.setID("new")),
                kind("bean", Bean::new, bean -> bean.text = "new"),
                kind("bean of final fields", FinalBean::new, bean -> bean.override.set("new")),
                kind("bean with a final list", FinalList::new, bean -> bean.items.add("new")),
                kind("public field", PublicField::new, bean -> bean.text = "new"),
                kind("value with text only", TextOnly::new, value -> value.text = "new"),
                kind("ObjectNode", JsonNodeFactory.instance::objectNode, node -> node.put("a", "new")),
                kind("ArrayNode", JsonNodeFactory.instance::arrayNode, node -> node.add("new")),
                wrapped(
                        "unmodifiable list",
                        MutationAfterCaptureTest::list,
                        Collections::unmodifiableList,
                        l -> l.add("new")),
                wrapped(
                        "unmodifiable map",
                        () -> new HashMap<>(Map.of("a", "old")),
                        Collections::unmodifiableMap,
                        m -> m.put("a", "new")),
                wrapped("immutable list of mutable", MutationAfterCaptureTest::list, List::of, l -> l.add("new")),
                wrapped(
                        "immutable map of mutable",
                        MutationAfterCaptureTest::list,
                        l -> Map.of("k", l),
                        l -> l.add("new")),
                wrapped(
                        "immutable map with mutable key",
                        () -> new StringBuilder("k"),
                        k -> Map.of(k, "v"),
                        k -> k.append("2")),
                wrapped("record of mutable", MutationAfterCaptureTest::list, Holder::new, l -> l.add("new")),
                wrapped("record of a builder", () -> new StringBuilder("old"), Holder::new, t -> t.append("new")),
                wrapped("record of an atomic", () -> new AtomicInteger(1), Holder::new, AtomicInteger::incrementAndGet),
                wrapped(
                        "record of an atomic list",
                        () -> new AtomicReference<>(List.of("old")),
                        Holder::new,
                        r -> r.set(List.of())),
                wrapped("record of a date", () -> new Date(0), Holder::new, date -> date.setTime(1)),
                wrapped("record of an array", () -> new int[] {1}, Holder::new, array -> array[0] = 2),
                wrapped(
                        "record of a view",
                        MutationAfterCaptureTest::list,
                        l -> new Holder(Collections.unmodifiableList(l)),
                        l -> l.add("new")),
                wrapped(
                        "record that copies when read",
                        MutationAfterCaptureTest::list,
                        Defensive::new,
                        l -> l.add("new")),
                wrapped(
                        "record that computes",
                        () -> new AtomicInteger(1),
                        ReadsElsewhere::new,
                        AtomicInteger::incrementAndGet),
                wrapped(
                        "record that reads what it hides",
                        () -> new AtomicInteger(1),
                        n -> new Ignoring(n, 0),
                        AtomicInteger::incrementAndGet),
                wrapped(
                        "record of a node",
                        () -> JsonNodeFactory.instance.objectNode(),
                        Holder::new,
                        n -> n.put("a", "new")),
                wrapped(
                        "record of a pojo node",
                        () -> new AtomicInteger(1),
                        n -> new Holder(new POJONode(n)),
                        AtomicInteger::incrementAndGet),
                wrapped("optional of mutable", MutationAfterCaptureTest::list, Optional::of, l -> l.add("new")),
                wrapped(
                        "record of an optional",
                        MutationAfterCaptureTest::list,
                        l -> new Holder(Optional.of(l)),
                        l -> l.add("new")),
                wrapped("entry", MutationAfterCaptureTest::list, l -> Map.entry("k", l), l -> l.add("new")),
                wrapped("singleton", MutationAfterCaptureTest::list, Collections::singletonList, l -> l.add("new")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    @DisplayName("a change after a capture is not in it, and is in the next one")
    void aChangeAfterACaptureIsInTheNextOneOnly(String name, Supplier<Object> make, Consumer<Object> change) {
        CaptureSession session = StateEncoder.ofDefaults().newSession();
        Object value = make.get();
        List<Object> state = List.of("before", value, "after");
        JsonNode first = tree(session, state);
        String firstText = text(first);
        assertThat(tree(session, state)).isSameAs(first);

        change.accept(value);
        JsonNode second = tree(session, state);

        assertThat(text(first)).isEqualTo(firstText);
        assertThat(text(second))
                .isNotEqualTo(firstText)
                .isEqualTo(text(tree(StateEncoder.ofDefaults().newSession(), state)));
        assertThat(text(tree(session, state))).isEqualTo(text(second));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void aMutableTwinOfAFrozenValueIsReadAgain(String name, Supplier<Object> make, Consumer<Object> change) {
        CaptureSession session = StateEncoder.ofDefaults().newSession();
        Object twin = make.get();
        JsonNode frozen =
                tree(session, new Holder(tree(StateEncoder.ofDefaults().newSession(), twin)));
        Holder holder = new Holder(twin);
        JsonNode first = tree(session, holder);
        assertThat(text(first)).isEqualTo(text(frozen));
        assertThat(tree(session, holder)).isSameAs(first);

        change.accept(twin);
        assertThat(text(tree(session, holder))).isNotEqualTo(text(first));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void aTextTwinOfAMutableValueDoesNotHideItsChange(String name, Supplier<Object> make, Consumer<Object> change) {
        CaptureSession session = StateEncoder.ofDefaults().newSession();
        Object value = make.get();
        JsonNode content = tree(StateEncoder.ofDefaults().newSession(), value);
        tree(
                session,
                List.of(new Holder(
                        content.isTextual() ? content.textValue() : content.isInt() ? content.intValue() : content)));
        Holder holder = new Holder(value);
        String first = text(tree(session, List.of(holder)));
        tree(session, List.of(holder));
        change.accept(value);
        assertThat(text(tree(session, List.of(holder)))).isNotEqualTo(first);
    }
}
