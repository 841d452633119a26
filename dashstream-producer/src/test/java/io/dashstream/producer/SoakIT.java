package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.core.run.RunAssembler;
import io.dashstream.core.run.RunState;
import io.dashstream.core.run.RunUpdate;
import io.dashstream.kafka.embedded.KafkaProcess;
import io.dashstream.producer.sink.KafkaSink;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Eight graphs, a broker that is stopped and started at random, and a sink that is slow: for twenty seconds, or as long as {@code
 * -Ddashstream.soak.seconds} says. What a call cost is printed, per tenth of the time; what must hold is asserted.
 */
class SoakIT {

    private static final String TOPIC = "telemetry";
    private static final int GRAPHS = 8;
    private static final int TENTHS = 10;
    private static final long QUEUE_BYTES = 16L << 20;

    /** Queue, Kafka's buffer, the runs' states and what the test itself keeps, with room to spare; not what a leak would take. */
    private static final long MOST_HEAP = 256L << 20;

    @Test
    @DisplayName("PR-07: the sums close, memory stays bounded, and every rebuilt state is right or said to be unknown")
    void whateverTheBrokerDoesTheSumsCloseAndNoStateIsWrong() throws Exception {
        long seconds = Long.getLong("dashstream.soak.seconds", 20);
        long seed = Long.getLong("dashstream.soak.seed", System.nanoTime());
        System.out.println("soak of " + seconds + " s, seed " + seed);
        try (KafkaProcess broker = KafkaProcess.builder().start()) {
            broker.createTopic(TOPIC, 4);
            DashStreamProducer producer = DashStreamProducer.builder()
                    .sink(new SlowSink(new KafkaSink(
                            TOPIC,
                            Map.of(
                                    "bootstrap.servers", broker.bootstrapServers(),
                                    "max.block.ms", 500,
                                    "request.timeout.ms", 2_000,
                                    "delivery.timeout.ms", 5_000,
                                    "reconnect.backoff.max.ms", 200))))
                    .queueCapacity(2_000)
                    .queueBytes(QUEUE_BYTES)
                    .build();
            AtomicBoolean over = new AtomicBoolean();
            List<Caller> callers = new ArrayList<>();
            for (int index = 0; index < GRAPHS; index++) {
                callers.add(new Caller(new CountingGraph(producer, "thread-" + index), over, seconds));
            }
            callers.forEach(Thread::start);
            long[] lowestHeap = new long[TENTHS];
            Arrays.fill(lowestHeap, Long.MAX_VALUE);
            long highest = breakAndMend(broker, producer, new SplittableRandom(seed), seconds, lowestHeap);
            long heap = heapInUse();
            over.set(true);
            for (Caller caller : callers) {
                caller.join();
            }
            DeliveryReport report = producer.close(Duration.ofSeconds(60));

            print(callers, report, highest, lowestHeap);
            System.out.println("soak: heap after a collection at the end " + (heap >> 20) + " MiB");
            assertThat(report.pending()).isZero();
            assertThat(report.delivered()).isPositive();
            assertThat(highest).isLessThanOrEqualTo(QUEUE_BYTES);
            assertThat(heap).isLessThan(MOST_HEAP);
            Sums.assertClosed(producer.stats());
            checkStates(broker.bootstrapServers());
        }
    }

    private static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Returns the largest number of bytes that the queue was seen with, and notes the least heap in use, per tenth of the time. */
    private static long breakAndMend(
            KafkaProcess broker, DashStreamProducer producer, SplittableRandom random, long seconds, long[] lowestHeap)
            throws InterruptedException {
        long begun = System.nanoTime();
        long length = TimeUnit.SECONDS.toNanos(seconds);
        long end = begun + length;
        long highest = 0;
        while (System.nanoTime() < end) {
            long pause = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextLong(500, 4_000));
            while (System.nanoTime() < Math.min(end, pause)) {
                highest = Math.max(highest, producer.stats().queueBytes());
                int tenth = (int) Math.min(TENTHS - 1, (System.nanoTime() - begun) * TENTHS / length);
                long used =
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
                lowestHeap[tenth] = Math.min(lowestHeap[tenth], used);
                TimeUnit.MILLISECONDS.sleep(20);
            }
            switch (random.nextInt(3)) {
                case 0 -> broker.kill();
                case 1 -> broker.stop();
                default -> {
                    broker.pause();
                    TimeUnit.MILLISECONDS.sleep(random.nextLong(1_500));
                    broker.resume();
                }
            }
            if (!broker.isRunning()) {
                broker.start();
            }
        }
        return highest;
    }

    private static void checkStates(String bootstrapServers) {
        RunAssembler runs = RunAssembler.builder().build();
        AtomicLong states = new AtomicLong();
        TopicContent.forEach(bootstrapServers, TOPIC, message -> states.addAndGet(checkStates(runs.accept(message))));
        states.addAndGet(checkStates(runs.flush()));

        System.out.println("soak: " + runs.counts().messages() + " messages in the log, " + states
                + " states rebuilt, all right; " + runs.counts().holes() + " holes announced");
        assertThat(states.get()).isPositive();
        assertThat(runs.counts().duplicates()).isZero();
        assertThat(runs.runs())
                .isNotEmpty()
                .allSatisfy(run -> assertThat(run.status()).isNotEqualTo(RunState.Status.EMPTY));
    }

    private static long checkStates(List<RunUpdate> updates) {
        long states = 0;
        for (RunUpdate update : updates) {
            if (update instanceof RunUpdate.StateChanged changed) {
                assertThat(changed.state().value())
                        .isEqualTo(CountingGraph.expected(changed.state().value()));
                states++;
            }
        }
        return states;
    }

    private static void print(List<Caller> callers, DeliveryReport report, long highest, long[] lowestHeap) {
        System.out.println("soak: " + report + ", queue at most " + highest + " bytes");
        for (int tenth = 0; tenth < TENTHS; tenth++) {
            int part = tenth;
            long[] nanos = callers.stream()
                    .flatMapToLong(caller -> Arrays.stream(caller.samples(part)))
                    .sorted()
                    .toArray();
            if (nanos.length > 0) {
                System.out.printf(
                        "soak: tenth %d: %d steps, p50 %d us, p99 %d us, heap down to %d MiB%n",
                        tenth + 1,
                        nanos.length,
                        nanos[nanos.length / 2] / 1_000,
                        nanos[nanos.length * 99 / 100] / 1_000,
                        lowestHeap[tenth] >> 20);
            }
        }
    }

    /** A graph's thread, which remembers what its steps cost: a node's start, its state, its end. */
    private static final class Caller extends Thread {

        private static final int MOST = 400_000;

        private final CountingGraph graph;
        private final AtomicBoolean over;
        private final long begun = System.nanoTime();
        private final long length;
        private final long[] cost = new long[MOST];
        private final byte[] tenth = new byte[MOST];
        private int count;

        Caller(CountingGraph graph, AtomicBoolean over, long seconds) {
            this.graph = graph;
            this.over = over;
            this.length = TimeUnit.SECONDS.toNanos(seconds) / TENTHS + 1;
        }

        @Override
        public void run() {
            while (!over.get()) {
                long started = System.nanoTime();
                graph.step();
                long ended = System.nanoTime();
                if (count < MOST) {
                    cost[count] = ended - started;
                    tenth[count++] = (byte) Math.min(TENTHS - 1, (started - begun) / length);
                }
                // A graph thinks between its steps.
                java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
            }
            graph.complete();
        }

        long[] samples(int part) {
            return java.util.stream.IntStream.range(0, count)
                    .filter(index -> tenth[index] == part)
                    .mapToLong(index -> cost[index])
                    .toArray();
        }
    }
}
