package io.dashstream.replay.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.ReplayException;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HeaderReaderTest {

    private static final ThreadKey ONE = new ThreadKey("Zürich", "日本: 1=2 3");
    private static final ThreadKey OTHER = new ThreadKey("", "t");

    private final HeaderReader reader = new HeaderReader();

    private static StoredRecord record(long offset, RecordLabel label) {
        return StoredRecord.wrap(3, offset, 7, 1_700_000_000_000L + offset, label, new byte[] {1, 2});
    }

    private StoredRecord read(StoredRecord record) {
        return reader.read(record.partition(), record.offset(), HeaderText.write(record), record.copyOfValue());
    }

    @Test
    @DisplayName(
            "What was written of a record is read again, whatever its threads are called and whatever it does to them")
    void whatWasWrittenIsReadAgain() {
        StoredRecord mixed =
                record(5, new RecordLabel(Set.of(ONE, OTHER), StateRole.BASE, Readability.NEWER_SCHEMA, Set.of(OTHER)));
        StoredRecord unreadable = record(6, RecordLabel.unreadable(Readability.UNDECODABLE));

        assertThat(read(mixed)).isEqualTo(mixed);
        assertThat(read(unreadable)).isEqualTo(unreadable);
    }

    @Test
    @DisplayName("Records whose labels are equal share one, also if there are others between them")
    void recordsWithEqualLabelsShareOne() {
        RecordLabel label = new RecordLabel(Set.of(ONE), StateRole.NONE, Readability.READABLE);
        RecordLabel another = new RecordLabel(Set.of(OTHER), StateRole.CHANGE, Readability.READABLE);

        StoredRecord first = read(record(1, label));
        StoredRecord between = read(record(2, another));
        StoredRecord last = read(record(30, label));

        assertThat(between.label()).isEqualTo(another);
        assertThat(last.label()).isSameAs(first.label());
    }

    @Test
    @DisplayName("A header that can't be read is named by its place")
    void aHeaderThatCannotBeReadIsNamedByItsPlace() {
        for (String header : new String[] {"", "1", "1 2", "1 2 N", "x 2 NR ", "1 2 ?R ", "1 2 NR 9:0:t"}) {
            assertThatExceptionOfType(ReplayException.class)
                    .as(header)
                    .isThrownBy(() -> reader.read(3, 5, header.getBytes(StandardCharsets.UTF_8), new byte[0]))
                    .withMessageContaining("partition 3 offset 5");
        }
    }
}
