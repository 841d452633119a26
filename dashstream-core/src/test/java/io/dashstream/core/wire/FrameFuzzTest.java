package io.dashstream.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.wire.WireException.Reason;
import io.dashstream.core.wire.v1.CompressionType;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.testing.Property;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A million damaged frames, each for a strict or a lenient decoder. What still decodes goes through everything that is asked of
 * a message, and through a frame again. A failure names seed and case, to be run again alone.
 */
class FrameFuzzTest {

    private static final int FRAMES = 1_000_000;
    private static final int LIMIT = 64 * 1024;
    private static final int SLACK = 1_000_000;

    @Test
    @DisplayName(
            "CO-18, CO-11: a million mutated golden frames give a message or a WireException, and never take more memory than the limit")
    void aMillionMutatedFrames() throws InterruptedException, ExecutionException {
        List<Fuzzer> fuzzers = List.of(new Fuzzer(), new Fuzzer());
        // In threads of their own: one for each core of a small machine, and most frames end in an exception, which
        // costs by
        // the depth of the stack.
        ExecutorService threads = Executors.newFixedThreadPool(fuzzers.size());
        try {
            for (Future<?> done : fuzzers.stream().map(threads::submit).toList()) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }

        Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
        fuzzers.forEach(fuzzer -> fuzzer.refused.forEach((reason, n) -> refused.merge(reason, n, Integer::sum)));
        int decoded = fuzzers.stream().mapToInt(fuzzer -> fuzzer.decoded).sum();
        long mostAllocated =
                fuzzers.stream().mapToLong(fuzzer -> fuzzer.mostAllocated).max().orElseThrow();
        System.out.printf(
                "fuzz: %d frames, %d decoded, refused %s, at most %d bytes allocated%n",
                FRAMES, decoded, refused, mostAllocated);
        if (System.getProperty("dashstream.property.case") == null) {
            assertThat(decoded).as("mutations that leave a message").isGreaterThan(FRAMES / 50);
            assertThat(refused.keySet())
                    .as("reasons that were reached")
                    .containsAll(Stream.of(Reason.values())
                            .filter(reason -> !GoldenFramesTest.NOT_BY_DECODING.contains(reason))
                            .toList());
        }
    }

    /** One thread's share, with decoders and counts of its own. */
    private static final class Fuzzer implements Runnable {

        private final Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
        private int decoded;
        private long mostAllocated;

        @Override
        public void run() {
            try (FrameDecoder strict = decoder(FrameDecoder.Mode.STRICT);
                    FrameDecoder lenient = decoder(FrameDecoder.Mode.LENIENT);
                    FrameEncoder encoder =
                            FrameEncoder.builder().maxMessageBytes(2 * LIMIT).build();
                    FrameMutator mutator = new FrameMutator(frames(), messages())) {
                Property.check("only messages and WireExceptions, within the limit", FRAMES / 2, (random, size) -> {
                    byte[] frame = mutator.next(random, size);
                    check(frame, random.nextBoolean() ? strict : lenient, encoder);
                });
            }
        }

        private void check(byte[] frame, FrameDecoder decoder, FrameEncoder encoder) {
            long before = Allocations.soFar();
            try {
                DashStreamMessage message = decoder.decode(frame);
                measure(before);
                decoded++;
                require(
                        decoder.outline(frame).equals(MessageOutline.of(message)),
                        "the outline is not that of the message");
                use(message, encoder, decoder);
            } catch (WireException e) {
                measure(before);
                require(refusal(frame, decoder) == e.reason(), "another reason without building the message");
                refused.merge(e.reason(), 1, Integer::sum);
                require(
                        e.getMessage().length() < 1000,
                        "a text of " + e.getMessage().length() + " characters");
                int position = e.position().orElse(0);
                require(position >= 0 && position <= Math.max(frame.length, LIMIT), "position " + position);
            }
        }

        private void measure(long before) {
            long allocated = Allocations.soFar() - before;
            mostAllocated = Math.max(mostAllocated, allocated);
            require(allocated <= LIMIT + SLACK, allocated + " bytes allocated with a limit of " + LIMIT);
        }
    }

    private static Reason refusal(byte[] frame, FrameDecoder decoder) {
        try {
            throw new AssertionError("no message, but an outline: " + decoder.outline(frame));
        } catch (WireException e) {
            return e.reason();
        }
    }

    private static void use(DashStreamMessage message, FrameEncoder encoder, FrameDecoder decoder) {
        Messages.carriesState(message);
        SchemaVersion.newerIn(message);
        for (DashStreamMessage single : Messages.flatten(message)) {
            EventTime.of(Messages.header(single));
            MessageIds.toText(Messages.header(single).getMessageId());
            LogText.of(Messages.header(single).getThreadId());
        }
        DashStreamMessage again;
        try {
            again = decoder.decode(encoder.encode(message).bytes());
        } catch (WireException e) {
            throw new AssertionError("what was decoded cannot be encoded and decoded again", e);
        }
        require(withPlainHeaders(again).equals(withPlainHeaders(message)), "another message after a second round");
    }

    /** Flag set and cleared, which gives headers to messages without one as encoding them does. */
    private static DashStreamMessage withPlainHeaders(DashStreamMessage message) {
        return CompressionFlag.set(
                CompressionFlag.set(message, CompressionType.COMPRESSION_ZSTD), CompressionType.COMPRESSION_NONE);
    }

    private static FrameDecoder decoder(FrameDecoder.Mode mode) {
        return FrameDecoder.builder().mode(mode).maxMessageBytes(LIMIT).build();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private static List<byte[]> frames() {
        List<byte[]> frames = new ArrayList<>();
        GoldenFrames.all().forEach(golden -> frames.add(golden.bytes()));
        messages().forEach(message -> frames.add(ZstdBytes.framed(message)));
        return frames;
    }

    private static List<byte[]> messages() {
        return GoldenMessages.plain().values().stream()
                .map(DashStreamMessage::toByteArray)
                .toList();
    }
}
