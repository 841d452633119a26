package io.dashstream.replay.store;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Sessions that look, find nothing and wait, beside a writer that appends and raises the signal, and with waits given up
 * meanwhile: nobody sleeps through an append, and nobody is woken twice.
 */
public class AppendSignalLincheckTest {

    /** Scenarios whose interleavings are walked: most of the time that these tests take. */
    private static final int SCENARIOS = 4;

    private final AppendSignal signal = new AppendSignal();
    private final AtomicInteger appended = new AtomicInteger();
    private final Sleeper first = new Sleeper();
    private final Sleeper second = new Sleeper();

    /** One session's wait. */
    private final class Sleeper {

        private final AtomicInteger woken = new AtomicInteger();
        private volatile int saw = -1;

        void lookThenWait() {
            long seen = signal.version();
            int looked = appended.get();
            signal.await(seen, woken::incrementAndGet);
            saw = looked;
        }

        void validate() {
            check(woken.get() <= 1, "woken " + woken + " times");
            check(saw < 0 || saw == appended.get() || woken.get() == 1, "slept through an append");
        }
    }

    @Operation(runOnce = true)
    public void firstLooksThenWaits() {
        first.lookThenWait();
    }

    @Operation(runOnce = true)
    public void secondLooksThenWaits() {
        second.lookThenWait();
    }

    @Operation
    public void givesUp() {
        long seen = signal.version();
        signal.await(seen, appended::get).cancel();
    }

    @Operation(nonParallelGroup = "writer")
    public void appendThenRaise() {
        appended.incrementAndGet();
        signal.raise();
    }

    @Validate
    public void nobodySleepsThroughAnAppend() {
        first.validate();
        second.validate();
        int waiting = 0;
        for (Sleeper sleeper : new Sleeper[] {first, second}) {
            waiting += sleeper.saw >= 0 && sleeper.woken.get() == 0 ? 1 : 0;
        }
        check(signal.waiting() == waiting, signal.waiting() + " waits are open, not " + waiting);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    @Test
    @DisplayName("RE-23: no interleaving of looking, waiting, giving up and raising loses a wake-up")
    void everyInterleaving() {
        new ModelCheckingOptions()
                .iterations(SCENARIOS)
                .invocationsPerIteration(100)
                .threads(3)
                .actorsPerThread(2)
                .check(AppendSignalLincheckTest.class);
    }

    @Test
    @DisplayName("RE-23: nor do real threads")
    void realThreads() {
        new StressOptions()
                .iterations(20)
                .invocationsPerIteration(200)
                .threads(3)
                .actorsPerThread(2)
                .check(AppendSignalLincheckTest.class);
    }
}
