package io.dashstream.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.core.wire.v1.MessageType;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaVersionTest {

    static Stream<FieldDescriptor> kindFields() {
        return TestMessages.kindFields().stream();
    }

    private static Header version(int version) {
        return TestMessages.header(MessageType.MESSAGE_TYPE_EVENT, 3)
                .setSchemaVersion(version)
                .build();
    }

    private static Event event(int version) {
        return TestMessages.innerEvent(EventType.EVENT_TYPE_NODE_START, 3, event -> event.setHeader(version(version)));
    }

    @ParameterizedTest
    @MethodSource("kindFields")
    @DisplayName("CO-10: a newer version is seen in every kind of message")
    void aNewerVersionIsSeenInEveryKind(FieldDescriptor field) {
        assertThat(SchemaVersion.newerIn(TestMessages.ofKind(field, version(2))))
                .hasValue(2);
        assertThat(SchemaVersion.newerIn(TestMessages.ofKind(field, version(1))))
                .isEmpty();
    }

    @Test
    @DisplayName("CO-10: version 0 is read as 1")
    void versionZeroIsReadAsOne() {
        assertThat(SchemaVersion.of(version(0))).isEqualTo(1);
        assertThat(SchemaVersion.newerIn(TestMessages.batch(event(0)))).isEmpty();
    }

    @Test
    @DisplayName("CO-10: one newer event makes the whole batch newer")
    void oneNewerEventMakesTheBatchNewer() {
        assertThat(SchemaVersion.newerIn(TestMessages.batch(event(1), event(3), event(2))))
                .hasValue(3);
        assertThat(SchemaVersion.newerIn(TestMessages.batch(event(1), event(1))))
                .isEmpty();
    }

    @Test
    @DisplayName("CO-10: a newer envelope makes a batch of old events newer")
    void aNewerEnvelopeMakesTheBatchNewer() {
        DashStreamMessage batch = Messages.withHeader(TestMessages.batch(event(1)), version(2));

        assertThat(SchemaVersion.newerIn(batch)).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    @DisplayName("CO-10: versions are unsigned: one with the highest bit set is newer, not older")
    void versionsAreUnsigned(int version) {
        assertThat(SchemaVersion.newerIn(TestMessages.batch(event(version)))).hasValue(Integer.toUnsignedLong(version));
    }

    @Test
    @DisplayName(
            "CO-10: a newer message decodes, so that its thread and sequence can be named, and is refused by the policy")
    void aNewerMessageDecodesAndIsRefusedByThePolicy() {
        DashStreamMessage newer =
                DashStreamMessage.newBuilder().setEvent(event(2)).build();
        try (FrameDecoder decoder = FrameDecoder.strict();
                FrameEncoder encoder = FrameEncoder.builder().build()) {
            DashStreamMessage decoded = decoder.decode(encoder.encode(newer).bytes());

            assertThat(Messages.header(decoded).getSequence()).isEqualTo(3);
            assertThatExceptionOfType(WireException.class)
                    .isThrownBy(() -> SchemaVersion.requireSupported(decoded))
                    .withMessage("a message of kind event has schema version 2; this version of DashStream understands"
                            + " at most 1")
                    .extracting(WireException::reason)
                    .isEqualTo(WireException.Reason.NEWER_SCHEMA);
        }
        assertThatCode(() -> SchemaVersion.requireSupported(TestMessages.nodeStart("a", 1)))
                .doesNotThrowAnyException();
    }
}
