package io.dashstream.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.testing.Property;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTimeTest {

    @ParameterizedTest
    @CsvSource({
        "0, Missing",
        "1, Implausible",
        "-1, Implausible",
        "1700000000, Implausible",
        "1700000000000, Implausible",
        "1700000000000000, Known",
        "1700000000000000000, Implausible",
        "946684799999999, Implausible",
        "946684800000000, Known",
        "7258118399999999, Known",
        "7258118400000000, Implausible",
        "9223372036854775807, Implausible",
        "-9223372036854775808, Implausible"
    })
    @DisplayName(
            "CO-19: seconds, milliseconds, nanoseconds, 0 and absurd values are not taken for a time in microseconds")
    void onlyPlausibleMicrosecondsAreKnown(long micros, String verdict) {
        EventTime time = EventTime.ofMicros(micros);

        assertThat(time.getClass().getSimpleName()).isEqualTo(verdict);
    }

    @Test
    @DisplayName("CO-19: a header without a time, or none at all, has no time")
    void absentIsMissing() {
        assertThat(EventTime.of(Header.getDefaultInstance())).isEqualTo(new EventTime.Missing());
        assertThat(EventTime.of(Event.getDefaultInstance().getHeader())).isEqualTo(new EventTime.Missing());
    }

    @Test
    @DisplayName("CO-19: an event has the same time alone and in a batch")
    void anEventHasTheSameTimeAloneAndInABatch() {
        Event event = TestMessages.innerEvent(EventType.EVENT_TYPE_NODE_START, 1, e -> {});
        EventTime expected = new EventTime.Known(Instant.parse("2023-11-14T22:13:20Z"));

        assertThat(EventTime.of(event.getHeader())).isEqualTo(expected);
        assertThat(Messages.flatten(TestMessages.batch(event)))
                .map(message -> EventTime.of(Messages.header(message)))
                .containsExactly(expected);
    }

    @Test
    @DisplayName("CO-19: implausible times can still be shown, in the same unit")
    void implausibleTimesCanStillBeShown() {
        assertThat(EventTime.ofMicros(-1))
                .isEqualTo(new EventTime.Implausible(Instant.parse("1969-12-31T23:59:59.999999Z")));
        assertThat(EventTime.ofMicros(Long.MAX_VALUE))
                .isEqualTo(new EventTime.Implausible(Instant.parse("+294247-01-10T04:00:54.775807Z")));
    }

    @Test
    @DisplayName("CO-19: microseconds to an instant and back is the same number, for every number")
    void microsecondsSurviveTheWayThereAndBack() {
        Property.check("toMicros(toInstant(n)) equals n", 5_000, (random, size) -> {
            long micros = random.nextLong() >> random.nextInt(64);

            assertThat(EventTime.toMicros(EventTime.toInstant(micros))).isEqualTo(micros);
        });
        assertThat(EventTime.toMicros(EventTime.toInstant(Long.MIN_VALUE + 1_000_000)))
                .isEqualTo(Long.MIN_VALUE + 1_000_000);
    }

    @Test
    void whatIsFinerThanAMicrosecondIsCutOff() {
        assertThat(EventTime.toMicros(Instant.ofEpochSecond(1, 1_999))).isEqualTo(1_000_001);
        assertThat(EventTime.toMicros(Instant.ofEpochSecond(-1, 999_999_999))).isEqualTo(-1);
    }

    @Test
    void anInstantThatDoesNotFitIsRefused() {
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> EventTime.toMicros(Instant.MAX))
                .extracting(WireException::reason)
                .isEqualTo(WireException.Reason.INVALID_ARGUMENT);
    }
}
