package io.dashstream.replay.run;

import io.dashstream.core.run.RunAssembler;
import io.dashstream.core.run.RunKey;
import io.dashstream.core.run.RunState;
import io.dashstream.core.run.RunUpdate;
import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.core.wire.WireException;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.store.Page;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.ReadRequest;
import io.dashstream.replay.store.ReadResult;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.ReplayStore;
import io.dashstream.replay.store.StoredRecord;
import io.dashstream.replay.store.Unavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads the records of one run's thread again, one by one, up to the run's last, and rebuilds what they say. */
final class RunReading implements AutoCloseable {

    private static final PageLimits ONE_RECORD = new PageLimits(1, 1);

    private final ReplayStore store;
    private final Cursor end;
    private final RecordFilter filter;
    private final Duration timeout;
    private final Deadline deadline;
    private final FrameDecoder decoder;
    private final RunAssembler assembler = RunAssembler.builder().build();
    private final Deque<StoredRecord> page = new ArrayDeque<>();

    private Cursor cursor;
    private int turn;
    private long records;
    private boolean gaps;
    private boolean flushed;
    private boolean primed;
    private Optional<String> failure = Optional.empty();

    /**
     * Reads a run.
     *
     * @param run which, and where it ends
     * @param from where to begin
     * @param timeout how long a page may take
     * @param deadline until when all of them have to be read
     */
    RunReading(
            ReplayStore store, RunSummary run, Cursor from, int maxMessageBytes, Duration timeout, Deadline deadline) {
        this.store = store;
        this.cursor = from;
        this.end = run.last();
        this.filter = RecordFilter.touching(run.key().thread());
        this.timeout = timeout;
        this.deadline = deadline;
        this.decoder = FrameDecoder.builder().maxMessageBytes(maxMessageBytes).build();
    }

    /**
     * Takes in the run's start before reading from a later place: what happens in nodes is told to be this run's by the
     * chain of parents that ends there. What lies between is missing then, which costs the state, until the base at the
     * later place gives it again. Without effect if the start is no longer kept.
     */
    void primeWith(Place start) {
        Cursor only = Cursor.of(cursor.epoch(), Map.of(start.partition(), Position.at(start.offset())));
        if (read(new ReadRequest(only, ONE_RECORD, filter, 0)) instanceof Page read) {
            read.records().stream()
                    .filter(record -> record.offset() == start.offset())
                    .forEach(record -> {
                        records++;
                        updates(record);
                        primed = true;
                    });
        }
    }

    /**
     * Reads one record more; behind the last one, gives up waiting for what is missing.
     *
     * @return what that changed, or empty if there is nothing more to come
     */
    Optional<List<RunUpdate>> advance() {
        while (page.isEmpty() && failure.isEmpty() && !atEnd()) {
            nextPage();
        }
        StoredRecord next = page.poll();
        if (next != null) {
            records++;
            return Optional.of(primed ? behindTheStart(next) : updates(next));
        }
        if (flushed) {
            return Optional.empty();
        }
        flushed = true;
        return Optional.of(assembler.flush());
    }

    Optional<RunState> run(RunKey key) {
        return assembler.run(key);
    }

    long records() {
        return records;
    }

    /** Whether part of what was to be read is no longer kept. */
    boolean hasGaps() {
        return gaps;
    }

    /** Why the store could not be read to the end, if it could not. */
    Optional<String> failure() {
        return failure;
    }

    @Override
    public void close() {
        decoder.close();
    }

    /** The first record after the start: nobody has to wait for what lies between. */
    private List<RunUpdate> behindTheStart(StoredRecord record) {
        primed = false;
        List<RunUpdate> updates = new ArrayList<>(updates(record));
        updates.addAll(assembler.flush());
        return updates;
    }

    private List<RunUpdate> updates(StoredRecord record) {
        try {
            return assembler.accept(decoder.decode(record.copyOfValue()));
        } catch (WireException e) {
            // It has no number that we could read; the hole it leaves shows what is missing.
            return List.of();
        }
    }

    private boolean atEnd() {
        return end.partitions().entrySet().stream()
                .allMatch(last -> cursor.next(last.getKey()) >= last.getValue().next());
    }

    private void nextPage() {
        ReadResult result = read(new ReadRequest(cursor, PageLimits.DEFAULT, filter, turn));
        if (result instanceof Page read) {
            gaps |= read.gaps().stream().anyMatch(gap -> gap.from() < end.next(gap.partition()));
            read.records().stream()
                    .filter(record -> record.offset() < end.next(record.partition()))
                    .forEach(page::add);
            if (read.next().equals(cursor)) {
                failure = Optional.of("the store ends before the run does");
            }
            cursor = read.next();
            turn = read.nextTurn();
        } else if (result instanceof Unavailable unavailable) {
            failure = Optional.of(unavailable.reason());
        } else {
            // Another epoch, or a log that was cut: what the index said of this run is about records that are gone.
            gaps = true;
            cursor = end;
        }
    }

    private ReadResult read(ReadRequest request) {
        Duration atMost = deadline.left(timeout);
        if (atMost.isZero()) {
            return new Unavailable("not read within " + deadline.within());
        }
        try {
            return store.read(request).toCompletableFuture().get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Unavailable("no answer in " + atMost);
        } catch (ExecutionException e) {
            return new Unavailable(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Unavailable("interrupted");
        }
    }
}
