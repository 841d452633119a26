package io.dashstream.benchmarks;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.PooledSessionScheduler;
import io.dashstream.replay.session.ReplaySession;
import io.dashstream.replay.session.ResumeRequest;
import io.dashstream.replay.session.SessionSettings;
import io.dashstream.replay.session.SessionSignal;
import io.dashstream.replay.session.SessionState;
import io.dashstream.replay.store.LogExtent;
import io.dashstream.replay.store.memory.InMemoryReplayStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The heap that sessions take which have caught up and wait, over ten partitions and over two hundred. */
final class ReplayIdle {

    private static final Epoch EPOCH = Epoch.of("cluster", "topic", "id", 0);
    private static final int SESSIONS = 2_000;
    private static final long A_MOMENT = 1_000_000;

    private ReplayIdle() {}

    static void print() {
        MarkdownTable table = new MarkdownTable("2 000 idle sessions");
        for (int partitions : new int[] {10, 200}) {
            double mebibytes = heapOfSessions(partitions) / 1048576.0;
            table.put(partitions + " partitions", "heap mib", mebibytes);
            table.put(partitions + " partitions", "kib per session", mebibytes * 1024 / SESSIONS);
        }
        table.print();
    }

    private static long heapOfSessions(int partitions) {
        Map<Integer, LogExtent> extents = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            extents.put(partition, new LogExtent(1_000, 1_000));
        }
        try (InMemoryReplayStore store = new InMemoryReplayStore();
                PooledSessionScheduler scheduler = new PooledSessionScheduler(2)) {
            store.open(EPOCH, extents);
            List<ReplaySession> sessions = new ArrayList<>();
            long before = HeapPeak.used();
            for (int i = 0; i < SESSIONS; i++) {
                ReplaySession session =
                        new ReplaySession(store, new ReadyChannel(), SessionSettings.DEFAULT, scheduler);
                session.resume(ResumeRequest.firstConnect());
                sessions.add(session);
            }
            while (!sessions.stream().allMatch(session -> session.status().state() == SessionState.LIVE)) {
                LockSupport.parkNanos(A_MOMENT);
            }
            long heap = HeapPeak.used() - before;
            sessions.forEach(session -> session.close(CloseReason.DRAINING));
            return heap;
        }
    }

    private static final class ReadyChannel implements AlwaysReady {

        @Override
        public void take(SessionSignal signal) {
            // An idle client gets next to nothing.
        }
    }
}
