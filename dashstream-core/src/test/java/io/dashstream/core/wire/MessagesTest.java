package io.dashstream.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.core.wire.v1.MessageType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MessagesTest {

    private static final Header HEADER =
            TestMessages.header(MessageType.MESSAGE_TYPE_EVENT, 7).build();

    private static final Header OTHER =
            HEADER.toBuilder().setThreadId("another").setSequence(8).build();

    /** From the protobuf descriptor, so that a kind added to the schema comes here and fails until it is handled. */
    static Stream<FieldDescriptor> kindFields() {
        return TestMessages.kindFields().stream();
    }

    @Test
    @DisplayName("CO-07: there is one MessageKind for each case of the schema's oneof, and no other")
    void thereIsOneMessageKindForEachCaseOfTheOneof() {
        List<String> cases = kindFields().map(FieldDescriptor::getName).toList();

        assertThat(Arrays.stream(MessageKind.values()).map(MessageKind::label)).containsExactlyElementsOf(cases);
    }

    @ParameterizedTest
    @MethodSource("kindFields")
    @DisplayName("CO-07: kind, type and label of a message agree with the schema")
    void kindTypeAndLabelAgreeWithTheSchema(FieldDescriptor field) {
        MessageKind kind = MessageKind.of(TestMessages.ofKind(field, HEADER));

        assertThat(kind.label()).isEqualTo(field.getName());
        assertThat(kind.type().getNumber()).isEqualTo(field.getNumber());
        assertThat(kind.type().name())
                .isEqualTo("MESSAGE_TYPE_" + field.getName().toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest
    @MethodSource("kindFields")
    @DisplayName("CO-07: every kind gives its header away")
    void everyKindHasAHeader(FieldDescriptor field) {
        assertThat(Messages.header(TestMessages.ofKind(field, HEADER))).isEqualTo(HEADER);
    }

    @ParameterizedTest
    @MethodSource("kindFields")
    @DisplayName("CO-07: every kind takes another header and keeps all else")
    void everyKindTakesAnotherHeader(FieldDescriptor field) {
        assertThat(Messages.withHeader(TestMessages.ofKind(field, HEADER), OTHER))
                .isEqualTo(TestMessages.ofKind(field, OTHER));
    }

    @ParameterizedTest
    @MethodSource("kindFields")
    @DisplayName("CO-07: every kind goes through a frame and can be asked everything")
    void everyKindGoesThroughAFrame(FieldDescriptor field) {
        DashStreamMessage message = TestMessages.ofKind(field, HEADER);
        try (FrameEncoder encoder = FrameEncoder.builder().build();
                FrameDecoder decoder = FrameDecoder.strict()) {
            DashStreamMessage decoded = decoder.decode(encoder.encode(message).bytes());

            assertThat(decoded).isEqualTo(message);
            assertThat(Messages.carriesState(decoded))
                    .isEqualTo(List.of("state_diff", "checkpoint").contains(field.getName()));
            assertThat(SchemaVersion.newerIn(decoded)).isEmpty();
            assertThat(Messages.flatten(decoded)).hasSize(field.getName().equals("event_batch") ? 0 : 1);
        }
    }

    @Test
    void aMessageOfNoKnownKindIsRefusedByEveryQuestion() {
        DashStreamMessage none = DashStreamMessage.getDefaultInstance();

        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> Messages.header(none))
                .extracting(WireException::reason)
                .isEqualTo(WireException.Reason.NO_KIND);
        assertThatExceptionOfType(WireException.class).isThrownBy(() -> Messages.withHeader(none, HEADER));
        assertThatExceptionOfType(WireException.class).isThrownBy(() -> Messages.flatten(none));
        assertThatExceptionOfType(WireException.class).isThrownBy(() -> Messages.carriesState(none));
    }

    @Test
    void aMessageWithoutAHeaderHasAnEmptyOne() {
        DashStreamMessage bare = DashStreamMessage.newBuilder()
                .setEvent(Event.getDefaultInstance())
                .build();

        assertThat(Messages.header(bare)).isEqualTo(Header.getDefaultInstance());
        assertThat(Sequences.isPresent(Messages.header(bare))).isFalse();
    }

    @Test
    @DisplayName("CO-06: a batch is exactly its events, each with its own thread, sequence and time")
    void aBatchIsExactlyItsEvents() {
        Event first = TestMessages.innerEvent(EventType.EVENT_TYPE_NODE_START, 5, e -> e.setNodeId("a"));
        Header elsewhere = HEADER.toBuilder()
                .setTenantId("acme")
                .setThreadId("t-2")
                .setSequence(900)
                .setTimestampUs(1)
                .build();
        Event second = TestMessages.innerEvent(EventType.EVENT_TYPE_NODE_END, 0, e -> e.setHeader(elsewhere));

        List<DashStreamMessage> messages = Messages.flatten(TestMessages.batch(first, second));

        assertThat(messages).map(DashStreamMessage::getEvent).containsExactly(first, second);
        assertThat(messages).map(Messages::header).containsExactly(first.getHeader(), elsewhere);
    }

    @Test
    @DisplayName("CO-06: the envelope of a batch lends its events nothing")
    void theEnvelopeLendsNothing() {
        Event headerless =
                Event.newBuilder().setEventType(EventType.EVENT_TYPE_NODE_START).build();

        assertThat(Messages.flatten(TestMessages.batch(headerless)))
                .map(Messages::header)
                .containsExactly(Header.getDefaultInstance());
    }

    @Test
    void flatteningTwiceIsFlatteningOnce() {
        DashStreamMessage single = TestMessages.nodeStart("a", 1);

        assertThat(Messages.flatten(single)).containsExactly(single);
        assertThat(Messages.flatten(single).get(0)).isSameAs(single);
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    @DisplayName("Only a GRAPH_START with its initial state carries state, alone or in a batch")
    void onlyAGraphStartWithItsInitialStateCarriesState(EventType type) {
        if (type == EventType.UNRECOGNIZED) {
            return;
        }
        Event with = TestMessages.innerEvent(
                type, 1, e -> e.putAttributes(Messages.INITIAL_STATE_ATTRIBUTE, AttributeValues.of("{}")));
        Event without = TestMessages.innerEvent(type, 1, e -> e.putAttributes("run_id", AttributeValues.of("r")));
        boolean start = type == EventType.EVENT_TYPE_GRAPH_START;

        assertThat(Messages.carriesState(
                        DashStreamMessage.newBuilder().setEvent(with).build()))
                .isEqualTo(start);
        assertThat(Messages.carriesState(
                        DashStreamMessage.newBuilder().setEvent(without).build()))
                .isFalse();
        assertThat(Messages.carriesState(TestMessages.batch(without, with))).isEqualTo(start);
        assertThat(Messages.carriesState(TestMessages.batch(without, without))).isFalse();
    }
}
