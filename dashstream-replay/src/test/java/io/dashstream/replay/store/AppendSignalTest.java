package io.dashstream.replay.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AppendSignalTest {

    private final AppendSignal signal = new AppendSignal();
    private final AtomicInteger woken = new AtomicInteger();

    @Test
    void wakesWhoeverWaits() {
        signal.await(signal.version(), woken::incrementAndGet);
        signal.await(signal.version(), woken::incrementAndGet);
        assertThat(woken).hasValue(0);
        signal.raise();
        assertThat(woken).hasValue(2);
        signal.raise();
        assertThat(woken).as("once each").hasValue(2);
        assertThat(signal.waiting()).isZero();
    }

    @Test
    @DisplayName("a signal raised between looking and waiting wakes at once")
    void levelTriggered() {
        long seen = signal.version();
        signal.raise();
        signal.await(seen, woken::incrementAndGet);
        assertThat(woken).hasValue(1);
        assertThat(signal.waiting()).isZero();
    }

    @Test
    void cancelledWaitsAreNotWoken() {
        AppendSignal.Waiter waiter = signal.await(signal.version(), woken::incrementAndGet);
        waiter.cancel();
        waiter.cancel();
        signal.raise();
        assertThat(woken).hasValue(0);
        assertThat(signal.waiting()).isZero();
    }

    @Test
    @DisplayName("no wake-up is lost, whatever the interleaving of waiting and raising")
    void noLostWakeUp() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < 20_000; i++) {
                CyclicBarrier together = new CyclicBarrier(2);
                CountDownLatch awake = new CountDownLatch(1);
                long seen = signal.version();
                Future<?> waiting = threads.submit(() -> {
                    together.await();
                    signal.await(seen, awake::countDown);
                    return null;
                });
                Future<?> raising = threads.submit(() -> {
                    together.await();
                    signal.raise();
                    return null;
                });
                waiting.get(60, TimeUnit.SECONDS);
                raising.get(60, TimeUnit.SECONDS);
                assertThat(awake.await(60, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(signal.waiting()).isZero();
    }
}
