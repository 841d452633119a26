package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.RebuiltState;
import io.dashstream.core.run.RunAssembler;
import io.dashstream.core.run.RunState;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.producer.GraphManifest.NodeType;
import io.dashstream.producer.sink.InMemorySink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DashStreamProducerTest {

    private static final GraphManifest MANIFEST = GraphManifest.builder("demo")
            .node("plan", NodeType.LLM)
            .node("answer", NodeType.LLM)
            .edge("plan", "answer")
            .edge("answer", GraphManifest.END)
            .build();

    @Test
    void aRunIsRebuiltFromItsRecordsStepByStep() {
        InMemorySink sink = new InMemorySink();
        DeliveryReport report;
        try (DashStreamProducer producer =
                DashStreamProducer.builder().sink(sink).build()) {
            Map<String, Object> state = new LinkedHashMap<>(Map.of("messages", new ArrayList<String>(), "step", 0));
            try (RunScope run =
                    producer.startRun(RunSpec.of("t-1").manifest(MANIFEST).initialState(state))) {
                for (int step = 1; step <= 120; step++) {
                    int now = step;
                    run.node("plan", node -> {
                        state.put("step", now);
                        @SuppressWarnings("unchecked")
                        List<String> messages = (List<String>) state.get("messages");
                        messages.add("message " + now);
                        node.state(state);
                        return now;
                    });
                }
                run.complete(state);
            }
            report = producer.close(Duration.ofSeconds(10));
        }

        assertThat(report.complete()).isTrue();
        assertThat(report.pending()).isZero();
        assertThat(report.failed() + report.dropped()).isZero();
        List<DashStreamMessage> messages = sink.messages();
        assertThat(messages).hasSize((int) report.called());
        for (int index = 0; index < messages.size(); index++) {
            assertThat(Messages.header(messages.get(index)).getSequence()).isEqualTo(index + 1L);
        }
        RunAssembler assembler = RunAssembler.builder().build();
        messages.forEach(assembler::accept);
        RunState run = assembler.runs().iterator().next();
        RebuiltState last = run.state().orElseThrow();
        assertThat(last.value().get("messages")).hasSize(120);
        assertThat(messages.stream().filter(m -> MessageKind.of(m) == MessageKind.CHECKPOINT))
                .as("two by interval, one at the end")
                .hasSize(3);
    }
}
