package io.dashstream.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.producer.DashStreamProducer;
import io.dashstream.producer.RunScope;
import io.dashstream.producer.RunSpec;
import io.dashstream.producer.sink.InMemorySink;
import io.dashstream.producer.sink.TelemetryRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/** A chat of 100 steps, each with a question and an answer: what leaves, against the whole state as JSON after every step. */
final class WireBytes {

    private static final int STEPS = 100;
    private static final String[] WORDS =
            ("the agent reads a page about rivers and writes down what it found so that the next step can use it while"
                            + " tides moon harbour ships captain storm evening light quiet answer question because")
                    .split(" ");

    /** A message as applications have it. */
    private record Message(String role, String content, int tokens) {}

    private WireBytes() {}

    static void print() {
        InMemorySink sink = new InMemorySink();
        long fullState = 0;
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).build()) {
            List<Message> messages = new ArrayList<>();
            RunScope run = producer.startRun(RunSpec.of("chat").initialState(state(messages, 0)));
            for (int step = 1; step <= STEPS; step++) {
                messages.add(new Message("user", words(step, 40), 55));
                messages.add(new Message("assistant", words(-step, 80), 110));
                Map<String, Object> state = state(messages, step);
                fullState += json(state);
                try (var node = run.node("answer")) {
                    node.state(state);
                    node.complete();
                }
            }
            run.complete();
        }
        MarkdownTable table = new MarkdownTable("chat of " + STEPS + " steps, bytes");
        put(table, "full state as JSON per step", fullState, fullState);
        put(table, "patches and checkpoints", bytes(sink, WireBytes::isState), fullState);
        put(table, "everything, events too", bytes(sink, record -> true), fullState);
        table.print();
    }

    private static void put(MarkdownTable table, String row, long bytes, long of) {
        table.put(row, "bytes", (double) bytes);
        table.put(row, "ratio", (double) bytes / of);
    }

    private static boolean isState(TelemetryRecord record) {
        return record.kind() == MessageKind.STATE_DIFF || record.kind() == MessageKind.CHECKPOINT;
    }

    private static long bytes(InMemorySink sink, Predicate<TelemetryRecord> which) {
        return sink.records().stream()
                .filter(which)
                .mapToLong(record -> record.value().length)
                .sum();
    }

    private static Map<String, Object> state(List<Message> messages, int step) {
        return Map.of("messages", List.copyOf(messages), "step", step, "topic", "rivers of the north");
    }

    private static String words(int seed, int count) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < count; index++) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.toString();
    }

    private static long json(Object state) {
        try {
            return new ObjectMapper().writeValueAsBytes(state).length;
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
