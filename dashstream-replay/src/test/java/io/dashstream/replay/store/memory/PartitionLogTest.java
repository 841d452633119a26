package io.dashstream.replay.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StoredRecord;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PartitionLogTest {

    private static final RecordLabel LABEL = RecordLabel.unreadable(Readability.UNDECODABLE);

    private final PartitionLog log =
            new PartitionLog(0, 0, new PartitionLog.ChunkLimits(1, Long.MAX_VALUE, Long.MAX_VALUE));

    @Test
    @DisplayName("chunks dropped together cost one new view: what is left is not copied for each of them")
    void chunksDroppedTogetherCostOneView() {
        append(0, 1_000);
        LogView before = log.view();
        for (int i = 0; i < 990; i++) {
            log.dropOldest();
        }
        assertThat(log.view()).isSameAs(before);
        assertThat(log.records()).isEqualTo(10);
        log.publishDropped();
        assertThat(log.view().floor()).isEqualTo(990);
        assertThat(log.view().chunks()).hasSize(10);
        append(1_000, 1_001);
        assertThat(log.view().floor()).isEqualTo(990);
        assertThat(log.view().chunks()).hasSize(11);
    }

    @Test
    void whenAllIsDroppedTheFloorIsTheEnd() {
        append(0, 3);
        while (log.hasChunks()) {
            log.dropOldest();
        }
        log.publishDropped();
        assertThat(log.view().floor()).isEqualTo(3);
        assertThat(log.view().chunks()).isEmpty();
        assertThat(log.bytes()).isZero();
    }

    private void append(long from, long to) {
        List<StoredRecord> records = LongStream.range(from, to)
                .mapToObj(offset -> StoredRecord.wrap(0, offset, 0, 0, LABEL, new byte[3]))
                .toList();
        log.append(new PartitionBatch.Consumed(0, from, to, records), 0);
    }
}
