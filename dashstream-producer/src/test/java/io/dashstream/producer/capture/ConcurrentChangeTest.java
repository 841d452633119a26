package io.dashstream.producer.capture;

import static io.dashstream.producer.capture.Captures.captured;
import static io.dashstream.producer.capture.Captures.mapOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.producer.capture.CaptureResult.Reason;
import io.dashstream.producer.capture.CaptureResult.Unavailable;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConcurrentChangeTest {

    private final CaptureSession session = StateEncoder.ofDefaults().newSession();

    /** Changes a container while it is read, as another thread would; so many times. */
    static final class Saboteur {
        private final Runnable change;
        private int left;

        Saboteur(int times, Runnable change) {
            this.left = times;
            this.change = change;
        }

        public String getText() {
            if (left > 0) {
                left--;
                change.run();
            }
            return "read";
        }
    }

    private static Map<String, Object> liveMap(int changes) {
        Map<String, Object> live = new HashMap<>();
        AtomicInteger names = new AtomicInteger();
        live.put("a", new Saboteur(changes, () -> live.put("n" + names.incrementAndGet(), 1)));
        live.put("b", 1);
        return live;
    }

    @Test
    void aMapThatChangesOnceIsReadAgain() {
        CaptureResult.Captured captured = captured(session.capture(mapOf("live", liveMap(1))));
        assertThat(captured.tree().path("live").path("n1").intValue()).isEqualTo(1);
        assertThat(captured.fallbacks()).isZero();
    }

    @Test
    void aMapThatChangesTwiceMakesTheStateUnavailable() {
        assertThat(session.capture(mapOf("live", liveMap(2))))
                .isEqualTo(new Unavailable(
                        Reason.CHANGED_WHILE_READ,
                        "state of type java.util.HashMap was changed twice while it was read"));
    }

    @Test
    void aListThatShrinksWhileItIsReadIsNoticed() {
        List<Object> live = new ArrayList<>();
        live.add(new Saboteur(2, () -> live.remove(live.size() - 1)));
        live.add(1);
        live.add(2);
        live.add(3);
        assertThat(session.capture(live))
                .isInstanceOfSatisfying(
                        Unavailable.class, u -> assertThat(u.reason()).isEqualTo(Reason.CHANGED_WHILE_READ));
        assertThat(captured(session.capture(live)).tree()).hasSize(2);
    }

    @Test
    void afterAnUnavailableStateTheNextOneIsRight() {
        Map<String, Object> state = mapOf("live", liveMap(0), "kept", List.of("k"));
        CaptureResult.Captured first = captured(session.capture(state));
        state.put("live", liveMap(2));
        assertThat(session.capture(state)).isInstanceOf(Unavailable.class);
        CaptureResult.Captured third = captured(session.capture(state));
        assertThat(third.tree().path("kept")).isSameAs(first.tree().path("kept"));
        assertThat(third.tree()).isEqualTo(Captures.capture(state).tree());
    }

    @Test
    void aGetterThatTripsOverAChangeEachTimeCostsItsPropertyOnly() {
        AtomicInteger reads = new AtomicInteger();
        CaptureResult.Captured captured = captured(session.capture(mapOf("bad", new Trips(reads), "ok", 1)));
        assertThat(captured.tree().at("/bad/sum/@text").textValue())
                .isEqualTo("threw java.util.ConcurrentModificationException");
        assertThat(captured.tree().path("ok").intValue()).isEqualTo(1);
        assertThat(reads).hasValue(2);
    }

    record Trips(AtomicInteger reads) {
        public int getSum() {
            reads.incrementAndGet();
            throw new ConcurrentModificationException();
        }
    }

    @Test
    void whateverOtherThreadsDoToTheStateNothingIsThrownAndEachTreeIsWritable() throws Exception {
        Map<String, Object> racy = new HashMap<>();
        List<Object> racyList = new ArrayList<>();
        Map<String, Object> safe = new ConcurrentHashMap<>();
        Map<String, Object> state = mapOf("racy", racy, "list", racyList, "safe", safe);
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            for (int i = 0; !stop.get(); i++) {
                racy.put("k" + i % 1000, i);
                racy.remove("k" + (i * 7) % 1000);
                safe.put("k" + i % 100, i);
                if (racyList.size() > 50) {
                    racyList.clear();
                }
                racyList.add(i);
            }
        });
        writer.start();
        try {
            for (int i = 0; i < 2000; i++) {
                CaptureResult result = session.capture(state);
                if (result instanceof CaptureResult.Captured captured) {
                    assertThat(Captures.text(captured.tree())).startsWith("{");
                } else {
                    assertThat(((Unavailable) result).reason()).isEqualTo(Reason.CHANGED_WHILE_READ);
                }
            }
        } finally {
            stop.set(true);
            writer.join();
        }
        assertThat(captured(session.capture(state)).tree())
                .isEqualTo(Captures.capture(state).tree());
    }
}
