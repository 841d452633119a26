package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.producer.sink.TelemetryRecord;
import io.dashstream.producer.sink.TelemetrySink;
import io.dashstream.testing.OtherJvm;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ShutdownHookTest {

    private static final int EVENTS = 200;

    /** Ends while most of what it has called still waits in the queue. */
    static final class Ends {

        private Ends() {}

        /** Main. */
        public static void main(String[] arguments) {
            DashStreamProducerBuilder builder =
                    DashStreamProducer.builder().sink(new UnhurriedSink()).flushTimeout(Duration.ofMinutes(2));
            if (Boolean.getBoolean("hook")) {
                builder.closeOnShutdown();
            }
            RunScope run = builder.build().startRun(RunSpec.of("t"));
            for (int index = 0; index < EVENTS; index++) {
                run.edge("a", "b");
            }
        }
    }

    /** Says at its end how much it was given. */
    private static final class UnhurriedSink implements TelemetrySink {

        private int records;

        @Override
        public void send(TelemetryRecord record, Completion completion) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            records++;
            completion.done(null);
        }

        @Override
        public void close(Duration timeout) {
            System.out.println("closed after " + records + " records");
        }
    }

    @Test
    void withTheHookEverythingIsDeliveredBeforeTheJvmEnds() throws Exception {
        assertThat(OtherJvm.outputOf(Ends.class, "-Dhook=true"))
                .contains("closed after " + (1 + EVENTS + 1) + " records");
    }

    @Test
    void withoutTheHookTheJvmJustEnds() throws Exception {
        assertThat(OtherJvm.outputOf(Ends.class)).doesNotContain("closed");
    }

    @Test
    void aProducerThatWasClosedIsLetGo() {
        WeakReference<DashStreamProducer> closed = closed();

        await().until(() -> {
            System.gc();
            return closed.refersTo(null);
        });
    }

    private static WeakReference<DashStreamProducer> closed() {
        DashStreamProducer producer = DashStreamProducer.builder()
                .sink(new TestSink())
                .closeOnShutdown()
                .build();
        producer.close();
        return new WeakReference<>(producer);
    }
}
