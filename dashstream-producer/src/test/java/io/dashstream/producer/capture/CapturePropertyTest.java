package io.dashstream.producer.capture;

import static io.dashstream.producer.capture.Captures.captured;
import static io.dashstream.producer.capture.Captures.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.CanonicalJson;
import io.dashstream.core.json.StrictJson;
import io.dashstream.producer.capture.CaptureResult.Captured;
import io.dashstream.testing.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Random states of every kind of container, changed at random between captures. */
class CapturePropertyTest {

    record Pair(Object left, Object right) {}

    static class Box {
        public Object content;

        Box(Object content) {
            this.content = content;
        }
    }

    @Test
    @DisplayName(
            "CO-09: a capture along the last one says what a capture from scratch says, and never touches an earlier tree")
    void anIncrementalCaptureEqualsAFreshOne() {
        Property.check("incremental = fresh", 400, (random, size) -> {
            CaptureSession session = StateEncoder.ofDefaults().newSession();
            Object state = container(random, size, 4);
            List<JsonNode> trees = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            for (int step = 0; step < 8; step++) {
                Captured captured = captured(session.capture(state));
                Captured fresh = Captures.capture(state);
                assertThat(CanonicalJson.encodeText(captured.tree())).isEqualTo(CanonicalJson.encodeText(fresh.tree()));
                assertThat(captured.approximateBytes()).isEqualTo(fresh.approximateBytes());
                assertThat(captured.fallbacks()).isEqualTo(fresh.fallbacks());
                assertThat(session.capture(state)).isSameAs(captured);
                trees.add(captured.tree());
                texts.add(text(captured.tree()));
                state = random.nextInt(4) == 0 ? copy(state) : state;
                change(state, random, size);
            }
            for (int i = 0; i < trees.size(); i++) {
                assertThat(text(trees.get(i))).isEqualTo(texts.get(i));
            }
        });
    }

    @Test
    @DisplayName("CO-13: for random states the size is the real length, and never more with fractions")
    void theSizeOfRandomStatesIsTheirLength() {
        Property.check("size", 300, (random, size) -> {
            Captured captured = Captures.capture(container(random, size, 4));
            int length = StrictJson.write(captured.tree()).length;
            assertThat(captured.approximateBytes()).isLessThanOrEqualTo(length);
            if (!text(captured.tree()).contains(".5")) {
                assertThat(captured.approximateBytes()).isEqualTo(length);
            }
        });
    }

    private static Object container(RandomGenerator random, int size, int depth) {
        int length = random.nextInt(1 + size / 4);
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                Map<String, Object> map = random.nextBoolean() ? new HashMap<>() : new LinkedHashMap<>();
                for (int i = 0; i < length; i++) {
                    map.put("k" + random.nextInt(2 + size), value(random, size, depth - 1));
                }
                return map;
            }
            case 2 -> {
                return new Pair(value(random, size, depth - 1), value(random, size, depth - 1));
            }
            case 3 -> {
                return new Box(value(random, size, depth - 1));
            }
            case 4 -> {
                return List.of(value(random, size, depth - 1), "fixed");
            }
            case 5 -> {
                Set<Object> set = new LinkedHashSet<>();
                for (int i = 0; i < length; i++) {
                    set.add("s" + random.nextInt(2 + size));
                }
                return set;
            }
            case 6 -> {
                Object[] array = new Object[length];
                for (int i = 0; i < length; i++) {
                    array[i] = value(random, size, depth - 1);
                }
                return array;
            }
            default -> {
                List<Object> list = new ArrayList<>();
                for (int i = 0; i < length; i++) {
                    list.add(value(random, size, depth - 1));
                }
                return list;
            }
        }
    }

    private static Object value(RandomGenerator random, int size, int depth) {
        if (depth > 0 && random.nextInt(3) == 0) {
            return container(random, size, depth);
        }
        return switch (random.nextInt(10)) {
            case 0 -> "";
            case 1 -> "text " + random.nextInt(4);
            case 2 -> "line\n\"" + random.nextInt(4) + "\" \u00e9 \uD83D" + (random.nextBoolean() ? "\uDE00" : "");
            case 3 -> random.nextInt(5) - 2;
            case 4 -> random.nextLong();
            case 5 -> random.nextInt(4) / 2.0;
            case 6 -> random.nextInt(4) / 2.0f;
            case 7 -> random.nextBoolean() ? Double.NaN : random.nextBoolean();
            case 8 -> Optional.ofNullable(random.nextBoolean() ? "some" : null);
            default -> new int[] {random.nextInt(3), 1};
        };
    }

    @SuppressWarnings("unchecked")
    private static void change(Object state, RandomGenerator random, int size) {
        if (state instanceof Map<?, ?> map) {
            changeMap((Map<String, Object>) map, random, size);
        } else if (state instanceof ArrayList<?> list) {
            changeList((List<Object>) list, random, size);
        } else if (state instanceof List<?> list) {
            list.forEach(element -> change(element, random, size));
        } else if (state instanceof Set<?> set) {
            ((Set<Object>) set).add("s" + random.nextInt(2 + size));
        } else if (state instanceof Object[] array && array.length > 0) {
            array[random.nextInt(array.length)] = value(random, size, 2);
        } else if (state instanceof int[] array) {
            array[0] = random.nextInt(3);
        } else if (state instanceof Box box) {
            changeOr(box.content, () -> box.content = value(random, size, 2), random, size);
        } else if (state instanceof Pair pair) {
            change(pair.left(), random, size);
            change(pair.right(), random, size);
        }
    }

    private static void changeOr(Object content, Runnable replace, RandomGenerator random, int size) {
        if (random.nextBoolean()) {
            change(content, random, size);
        } else {
            replace.run();
        }
    }

    private static void changeMap(Map<String, Object> map, RandomGenerator random, int size) {
        if (!map.isEmpty() && random.nextBoolean()) {
            String name = map.keySet().stream()
                    .skip(random.nextInt(map.size()))
                    .findFirst()
                    .orElseThrow();
            changeOr(map.get(name), () -> map.remove(name), random, size);
        } else {
            map.put("k" + random.nextInt(2 + size), value(random, size, 2));
        }
    }

    private static void changeList(List<Object> list, RandomGenerator random, int size) {
        int at = list.isEmpty() ? 0 : random.nextInt(list.size());
        switch (random.nextInt(5)) {
            case 0 -> list.add(value(random, size, 2));
            case 1 -> list.add(at, value(random, size, 2));
            case 2 -> java.util.Collections.reverse(list);
            case 3 -> {
                if (!list.isEmpty()) {
                    list.remove(at);
                }
            }
            default -> {
                if (!list.isEmpty()) {
                    changeOr(list.get(at), () -> list.set(at, value(random, size, 2)), random, size);
                }
            }
        }
    }

    /** Equal, but with other objects in other orders where order does not count, as a state comes out of a store. */
    private static Object copy(Object value) {
        if (value instanceof Map<?, ?> map) {
            List<Object> names = new ArrayList<>(map.keySet());
            java.util.Collections.reverse(names);
            Map<Object, Object> copy = new LinkedHashMap<>();
            names.forEach(name -> copy.put(name, copy(map.get(name))));
            return copy;
        }
        if (value instanceof List<?> list) {
            return new ArrayList<>(list.stream().map(CapturePropertyTest::copy).toList());
        }
        if (value instanceof Pair pair) {
            return new Pair(copy(pair.left()), copy(pair.right()));
        }
        if (value instanceof Box box) {
            return new Box(copy(box.content));
        }
        return value;
    }
}
