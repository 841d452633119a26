package io.dashstream.benchmarks;

import io.dashstream.producer.DashStreamProducer;
import io.dashstream.producer.NodeScope;
import io.dashstream.producer.RunScope;
import io.dashstream.producer.RunSpec;
import io.dashstream.producer.sink.TelemetryRecord;
import io.dashstream.producer.sink.TelemetrySink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** How much heap a full queue takes, against the bytes that it thinks it holds. */
final class QueueMemory {

    private static final long QUEUE_BYTES = 64L << 20;

    /** Something that a graph does many times. */
    @FunctionalInterface
    private interface Load {
        void put(RunScope run, NodeScope node, int index);
    }

    private QueueMemory() {}

    static void print() {
        MarkdownTable table = new MarkdownTable("full queue of 64 MiB");
        put(table, "states of 40 KB, all new", (run, node, index) -> run.state(bigState(index)));
        put(table, "states, one of 1 000 messages new", new GrowingChat());
        put(table, "progress events", (run, node, index) -> node.warning("reading page " + index));
        put(
                table,
                "errors with 2 KB of text",
                (run, node, index) -> run.error("E" + index, ("why " + index).repeat(250)));
        table.print();
    }

    private static void put(MarkdownTable table, String row, Load load) {
        BlockedSink sink = new BlockedSink();
        DashStreamProducer producer = DashStreamProducer.builder()
                .sink(sink)
                .queueBytes(QUEUE_BYTES)
                .queueCapacity(4_000_000)
                .queueSoftMarkPercent(100)
                .checkpointInterval(1_000_000)
                .build();
        RunScope run = producer.startRun(RunSpec.of("full"));
        NodeScope node = run.node("plan");
        sink.awaitBlocked();
        load.put(run, node, 0);
        long before = HeapPeak.used();
        long bytesBefore = producer.stats().queueBytes();
        int index = 0;
        while (producer.stats().dropped().values().stream().noneMatch(count -> count > 0)) {
            for (int burst = 0; burst < 10; burst++) {
                load.put(run, node, ++index);
            }
        }
        long held = producer.stats().queueBytes() - bytesBefore;
        long heap = HeapPeak.used() - before;
        table.put(row, "messages", producer.stats().queueDepth());
        table.put(row, "counted MiB", held / 1048576.0);
        table.put(row, "heap MiB", heap / 1048576.0);
        table.put(row, "heap : counted", (double) heap / held);
        sink.release();
        producer.close(Duration.ofMinutes(1));
    }

    private static Object bigState(int seed) {
        return Map.of(
                "step",
                seed,
                "documents",
                IntStream.range(0, 100)
                        .mapToObj(
                                index -> Map.of("id", seed + "-" + index, "text", ("text " + index + seed).repeat(40)))
                        .toList());
    }

    /** A chat whose messages stay, but for one. */
    private static final class GrowingChat implements Load {

        private record Message(String role, String content) {}

        private final List<Message> known = IntStream.range(0, 999)
                .mapToObj(index -> new Message("user", ("said " + index).repeat(40)))
                .toList();

        @Override
        public void put(RunScope run, NodeScope node, int index) {
            List<Message> all = new java.util.ArrayList<>(known);
            all.add(new Message("assistant", ("answer " + index).repeat(40)));
            run.state(Map.of("messages", all));
        }
    }

    /** Lets nothing pass until it is released. */
    private static final class BlockedSink implements TelemetrySink {

        private final CountDownLatch blocked = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        void awaitBlocked() {
            try {
                blocked.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        void release() {
            released.countDown();
        }

        @Override
        public void send(TelemetryRecord message, Completion completion) throws InterruptedException {
            blocked.countDown();
            released.await();
            completion.done(null);
        }

        @Override
        public void close(Duration timeout) {
            // nothing is open
        }
    }
}
