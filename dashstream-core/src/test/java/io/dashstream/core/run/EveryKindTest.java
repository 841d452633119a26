package io.dashstream.core.run;

import static io.dashstream.core.run.States.json;
import static io.dashstream.core.run.States.only;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.dashstream.core.run.RunUpdate.MessageObserved;
import io.dashstream.core.run.SimulatedThread.SimulatedRun;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventBatch;
import io.dashstream.core.wire.v1.Header;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EveryKindTest {

    /** From the protobuf descriptor, so that a kind added to the schema comes here. */
    static Stream<FieldDescriptor> kinds() {
        return DashStreamMessage.getDescriptor().getOneofs().get(0).getFields().stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @DisplayName("CO-07: a message of any kind moves its run and its thread on; what follows it finds no hole")
    void everyKindMovesItsRunOn(FieldDescriptor kind) {
        SimulatedThread thread = SimulatedThread.linked();
        SimulatedRun run = thread.start("r", json("{'n':0}"));
        Header header = Messages.header(run.token());
        DashStreamMessage start = thread.sent().get(0);
        RunAssembler runs = RunAssembler.builder().build();
        runs.accept(start);

        List<RunUpdate> updates = runs.accept(ofKind(kind, header));
        runs.accept(run.token());

        assertThat(only(MessageObserved.class, updates)).singleElement().satisfies(observed -> {
            assertThat(observed.key()).isEqualTo(run.key());
            assertThat(observed.sequence()).isEqualTo(header.getSequence());
        });
        RunState rebuilt = runs.run(run.key()).orElseThrow();
        assertThat(rebuilt.counts().messages()).isEqualTo(3);
        assertThat(rebuilt.lastSequence()).isEqualTo(header.getSequence() + 1);
        assertThat(runs.counts().holes()).isZero();
    }

    /** A message that is only a header; of a batch, its one event has it. */
    private static DashStreamMessage ofKind(FieldDescriptor kind, Header header) {
        if (kind.getNumber() == DashStreamMessage.EVENT_BATCH_FIELD_NUMBER) {
            return DashStreamMessage.newBuilder()
                    .setEventBatch(
                            EventBatch.newBuilder().addEvents(Event.newBuilder().setHeader(header)))
                    .build();
        }
        DashStreamMessage.Builder message = DashStreamMessage.newBuilder();
        Message.Builder content = message.newBuilderForField(kind);
        content.setField(content.getDescriptorForType().findFieldByName("header"), header);
        return message.setField(kind, content.build()).build();
    }
}
