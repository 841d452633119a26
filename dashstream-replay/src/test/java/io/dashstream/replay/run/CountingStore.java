package io.dashstream.replay.run;

import io.dashstream.replay.store.DelegatingStore;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.ReplayStore;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the records that are read from a store. */
final class CountingStore extends DelegatingStore {

    private final AtomicLong records = new AtomicLong();

    CountingStore(ReplayStore real) {
        super(real);
    }

    void reset() {
        records.set(0);
    }

    long records() {
        return records.get();
    }

    @Override
    public CompletionStage<ReadResult> read(ReadRequest request) {
        return real().read(request).thenApply(result -> {
            records.addAndGet(result instanceof Page page ? page.records().size() : 0);
            return result;
        });
    }
}
