package io.dashstream.replay.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.client.AccessGrant;
import io.dashstream.replay.client.ClientIdentity;
import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.session.CapReason;
import io.dashstream.replay.session.ScriptedStore;
import io.dashstream.replay.store.GapReason;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.Unavailable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** CF-07: that limits of the hub do in its sessions what they say. */
class SessionLimitEffectTest extends HubFixture {

    private static final String EARLIEST = "{'type':'resume','from':'earliest'}";

    @Test
    @DisplayName("RE-02: a replay is capped by its bytes, and says so in both dialects")
    void bytesCapAReplay() {
        limit(SessionLimit.MAX_REPLAY_BYTES, 10);
        history(3);
        Client first = connect(Dialect.V1).says(EARLIEST);
        Client second = connect(Dialect.V2).says(EARLIEST);
        pass(Duration.ofSeconds(1));
        assertCapped(first, second, CapReason.MAX_BYTES);
    }

    @Test
    @DisplayName("RE-02: a replay is capped by its time, and says so in both dialects")
    void timeCapsAReplay() {
        limit(SessionLimit.MAX_REPLAY_MS, 1_500);
        limit(SessionLimit.PAGE_RECORDS, 1);
        limit(SessionLimit.WINDOW_PAGES, 1);
        limit(SessionLimit.V1_RECORDS_PER_SECOND, 1);
        limit(SessionLimit.V1_BURST_RECORDS, 1);
        history(5);
        Client first = connect(Dialect.V1).says(EARLIEST);
        Client second = connect(Dialect.V2).says(EARLIEST);
        pass(Duration.ofSeconds(5));
        second.applies(1);
        assertCapped(first, second, CapReason.MAX_DURATION);
        second.says("{'type':'continue'}").applies(2);
        assertThat(second.wire.records()).as("the time begins anew").isEqualTo(3);
        assertThat(second.wire.messages("replay_capped")).hasSize(1);
    }

    private void assertCapped(Client first, Client second, CapReason reason) {
        assertThat(first.wire.messages("replay_complete"))
                .singleElement()
                .satisfies(json -> assertThat(json.path("capped").asBoolean()).isTrue());
        assertThat(first.wire.messages("gap")).isNotEmpty();
        assertThat(second.wire.messages("replay_capped"))
                .singleElement()
                .satisfies(json -> assertThat(json.path("reason").asText())
                        .isEqualTo(reason.name().toLowerCase(java.util.Locale.ROOT)));
        assertThat(hub().stats().capped()).containsEntry(reason, 2L);
        assertThat(hub().stats().gaps().get(GapReason.CAPPED)).isPositive();
    }

    @Test
    @DisplayName("B4: a record above the largest is a gap in both dialects, and is counted")
    void recordsAreLimited() {
        limit(SessionLimit.MAX_RECORD_BYTES, 2_000);
        open(0);
        produceOne(0, 2_000);
        produceOne(0, 2_001);
        for (Dialect dialect : new Dialect[] {Dialect.V1, Dialect.V2}) {
            Client client = connect(dialect).says(EARLIEST);
            assertThat(client.wire.messages("gap"))
                    .singleElement()
                    .satisfies(json -> assertThat(json.path("reason").asText()).isEqualTo("oversized"));
        }
        assertThat(hub().stats().gaps()).containsEntry(GapReason.OVERSIZED, 2L);
        assertThat(hub().stats().delivered()).isEqualTo(2);
    }

    @Test
    void fallingBehindBeginsWhereTheLimitSays() {
        limit(SessionLimit.FELL_BEHIND_RECORDS, 20);
        limit(SessionLimit.PAGE_RECORDS, 5);
        limit(SessionLimit.WINDOW_PAGES, 100);
        open(0);
        Client client = connect(Dialect.V2).says("{'type':'resume'}");
        produce(0, 25);
        settle();
        assertThat(client.wire.messages("fell_behind")).isEmpty();
        produce(0, 26);
        settle();
        assertThat(client.wire.messages("fell_behind")).hasSize(1);
    }

    @Test
    void aWakeUpThatNeverComesCostsTheSafetyPoll() {
        limit(SessionLimit.SAFETY_POLL_MS, 300);
        store.deafen();
        open(0);
        Client client = connect(Dialect.V2).says("{'type':'resume'}");
        produce(0, 1);
        pass(Duration.ofMillis(295));
        assertThat(client.wire.records()).isZero();
        pass(Duration.ofMillis(10));
        assertThat(client.wire.records()).isOne();
    }

    @Test
    void aStoreThatFailsIsAskedAsOftenAsTheLimitsSay() {
        limit(SessionLimit.READ_RETRY_MS, 1_000);
        limit(SessionLimit.READ_RETRY_AT_MOST_MS, 1_000);
        history(1);
        connect(Dialect.V2).says("{'type':'resume'}");
        AtomicInteger asked = new AtomicInteger();
        store.follow(new ScriptedStore.Script() {
            @Override
            @SuppressWarnings("unchecked")
            public <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> real) {
                return CompletableFuture.completedFuture((T) new Unavailable("away"));
            }

            @Override
            public void reading(ReadRequest request) {
                asked.incrementAndGet();
            }
        });
        pass(Duration.ofSeconds(30));
        assertThat(asked).hasValueBetween(29, 60);
    }

    @Test
    @DisplayName("CF-02: waits that do not fit each other stop the start")
    void waitsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> SessionHub.builder(store)
                        .environment(
                                Map.of("DASHSTREAM_READ_RETRY_MS", "500", "DASHSTREAM_READ_RETRY_AT_MOST_MS", "499"))
                        .build())
                .isInstanceOf(ReplayException.class)
                .hasMessage("DASHSTREAM_READ_RETRY_AT_MOST_MS is 499; allowed are 500 (DASHSTREAM_READ_RETRY_MS) to"
                        + " 600000 milliseconds");
    }

    @Test
    @DisplayName("a hub of its own threads has as many as the limit says: so many reads begin at once, and no more")
    void threadsAreAsManyAsTheLimitSays() {
        history(1);
        CyclicBarrier together = new CyclicBarrier(3);
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        store.follow(new ScriptedStore.Script() {
            @Override
            public <T> CompletionStage<T> answer(Supplier<CompletionStage<T>> real) {
                return real.get();
            }

            @Override
            public void reading(ReadRequest request) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                if (begun.incrementAndGet() <= 3) {
                    await(together);
                }
                now.decrementAndGet();
            }
        });
        try (SessionHub own =
                SessionHub.builder(store).limit(SessionLimit.HUB_THREADS, 3).build()) {
            for (int i = 0; i < 12; i++) {
                Opening opening = own.open(
                        Dialect.V2, ClientIdentity.anonymous("192.0.2.1", AccessGrant.everything()), new Wire(true));
                ((Opening.Opened) opening).conversation().onText("{\"type\":\"resume\",\"from\":\"earliest\"}");
            }
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> own.stats().delivered() == 24);
        }
        assertThat(most).hasValue(3);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("three reads did not begin at once", e);
        }
    }
}
