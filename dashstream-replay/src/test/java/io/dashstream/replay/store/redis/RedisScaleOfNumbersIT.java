package io.dashstream.replay.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.store.AppendResult;
import io.dashstream.replay.store.Located;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PartitionBatch;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.SeekTarget;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoredRecord;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RE-07: offsets are 64 bits wide, and a script's numbers are not. */
class RedisScaleOfNumbersIT extends RedisTestBase {

    private static final ThreadKey THREAD = new ThreadKey("b64_x:{}", "thread : 9");
    private static RedisProcess redis;

    @BeforeAll
    static void start() {
        redis = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 99, (1L << 53) - 1, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE - 3})
    @DisplayName("neighbouring offsets stay apart, in order, at every place of the 64 bits")
    void neighboursStayApart(long first) {
        RedisReplayStore store = closing(store(redis.uri()).build());
        store.open(EPOCH, from(first));
        List<StoredRecord> records = List.of(record(first, StateRole.BASE), record(first + 1, StateRole.CHANGE));

        assertThat(append(store, new PartitionBatch.Consumed(0, first, first + 2, records)))
                .isEqualTo(new AppendResult.Accepted(first + 2, 2));
        assertThat(append(store, new PartitionBatch.Consumed(0, first, first + 2, records)))
                .isEqualTo(new AppendResult.Accepted(first + 2, 0));
        assertThat(append(store, new PartitionBatch.Consumed(0, first + 3, first + 3, List.of())))
                .isEqualTo(new AppendResult.Hole(first + 2));
        assertThat(records(store, first)).isEqualTo(records);
        assertThat(records(store, first + 1)).isEqualTo(records.subList(1, 2));
        assertThat(records(store, first + 2)).isEmpty();
        assertThat(store.seek(EPOCH, new SeekTarget.NewestBase(THREAD))
                        .toCompletableFuture()
                        .join())
                .isEqualTo(Located.at(Map.of(0, first)));
        append(store, new PartitionBatch.Truncated(0, first + 1, 1));
        assertThat(records(store, first)).isEqualTo(records.subList(0, 1));
        assertThat(append(store, new PartitionBatch.Consumed(0, first + 1, first + 2, records.subList(1, 2))))
                .isEqualTo(new AppendResult.Accepted(first + 2, 1));
    }

    private static AppendResult append(RedisReplayStore store, PartitionBatch batch) {
        return store.append(EPOCH, List.of(batch)).get(0);
    }

    private static List<StoredRecord> records(RedisReplayStore store, long from) {
        return ((Page) read(store, Cursor.of(EPOCH, Map.of(0, Position.at(from))), LARGE)).records();
    }

    private static StoredRecord record(long offset, StateRole role) {
        RecordLabel label = new RecordLabel(Set.of(THREAD), role, Readability.READABLE);
        return StoredRecord.wrap(0, offset, 3, 1_700_000_000_123L, label, new byte[] {0, -1, 13, 10, (byte) offset});
    }
}
