package io.dashstream.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessageIdsTest {

    @Test
    void anIdIsARandomUuidInBigEndian() {
        ByteString id = MessageIds.random().next();

        ByteBuffer bytes = id.asReadOnlyByteBuffer();
        UUID uuid = new UUID(bytes.getLong(), bytes.getLong());
        assertThat(id.size()).isEqualTo(16);
        assertThat(uuid.version()).isEqualTo(4);
        assertThat(uuid.variant()).isEqualTo(2);
        assertThat(MessageIds.toText(id)).isEqualTo(uuid.toString());
    }

    @Test
    void idsFollowFromTheGivenRandomness() {
        MessageIds one = MessageIds.seededBy(new SplittableRandom(42));
        MessageIds same = MessageIds.seededBy(new SplittableRandom(42));
        MessageIds other = MessageIds.seededBy(new SplittableRandom(43));

        List<ByteString> ids = IntStream.range(0, 5).mapToObj(i -> one.next()).toList();
        assertThat(IntStream.range(0, 5).mapToObj(i -> same.next())).isEqualTo(ids);
        assertThat(IntStream.range(0, 5).mapToObj(i -> other.next())).doesNotContainAnyElementsOf(ids);
    }

    @Test
    void twoGeneratorsAreSeededApart() {
        assertThat(MessageIds.random().next()).isNotEqualTo(MessageIds.random().next());
    }

    @Test
    void fourThreadsWithOneGeneratorGetDifferentIds() throws InterruptedException, ExecutionException {
        MessageIds ids = MessageIds.random();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<ByteString>>> drawn = threads.invokeAll(IntStream.range(0, 4)
                    .<Callable<List<ByteString>>>mapToObj(thread -> () ->
                            IntStream.range(0, 50_000).mapToObj(i -> ids.next()).toList())
                    .toList());
            Set<ByteString> distinct = new HashSet<>();
            for (Future<List<ByteString>> some : drawn) {
                distinct.addAll(some.get());
            }
            assertThat(distinct).hasSize(200_000);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void everyBitThatIsNotFixedIsSetInHalfOfTheIds() {
        MessageIds ids = MessageIds.seededBy(new SplittableRandom(7));
        int draws = 4_000;
        int[] ones = new int[128];
        for (int i = 0; i < draws; i++) {
            ByteString id = ids.next();
            for (int bit = 0; bit < 128; bit++) {
                ones[bit] += id.byteAt(bit / 8) >> (7 - bit % 8) & 1;
            }
        }

        List<Integer> skewed = new ArrayList<>();
        for (int bit = 0; bit < 128; bit++) {
            // Six standard deviations of a fair coin.
            if (Math.abs(ones[bit] - draws / 2) > 6 * Math.sqrt(draws) / 2) {
                skewed.add(bit);
            }
        }
        assertThat(skewed).containsExactly(48, 49, 50, 51, 64, 65);
    }

    @Test
    void idsOfOtherLengthsAreShownAsHexadecimalDigits() {
        assertThat(MessageIds.toText(ByteString.EMPTY)).isEmpty();
        assertThat(MessageIds.toText(ByteString.copyFrom(new byte[] {1, (byte) 0xAB})))
                .isEqualTo("01ab");
    }
}
