package io.dashstream.replay.run;

import io.dashstream.core.run.RunAssembler;
import io.dashstream.core.run.RunKey;
import io.dashstream.core.run.RunState;
import io.dashstream.core.run.RunUpdate;
import io.dashstream.core.run.RunUpdate.StateSource;
import io.dashstream.core.run.ThreadKey;
import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.WireException;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.SessionChannel;
import io.dashstream.replay.session.SessionSignal;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.StoredRecord;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The index's end of a session: turns records into run updates and keeps the {@link RunTable} up to date. It is driven
 * by the session, so one thread at a time, and is done with a page when {@link #send} returns.
 */
final class RunIndexer implements SessionChannel {

    /** Who keeps the session going. */
    interface Keeper {

        /** Everything is indexed that the log held when the session last looked where it ends. */
        void complete();

        /**
         * The session is over.
         *
         * @param reason what the session says
         * @param failure what was thrown while indexing, if that is why
         */
        void ended(CloseReason reason, Optional<Throwable> failure);
    }

    private final Supplier<RunAssembler> assemblers;
    private final FrameDecoder decoder;
    private final RunTable table;
    private final Keeper keeper;

    /** Those that were not heard of for longest first. */
    private final Map<RunKey, IndexedRun> runs = new LinkedHashMap<>(16, 0.75f, true);

    private final Set<RunKey> touched = new HashSet<>();
    private final int maxRuns;
    private OpenRuns open = new OpenRuns();
    private RunAssembler assembler;
    private WaitingPlaces waiting = new WaitingPlaces();
    private Optional<Epoch> epoch = Optional.empty();
    private Optional<Throwable> failure = Optional.empty();

    RunIndexer(Supplier<RunAssembler> assemblers, FrameDecoder decoder, RunTable table, int maxRuns, Keeper keeper) {
        this.assemblers = assemblers;
        this.assembler = assemblers.get();
        this.decoder = decoder;
        this.table = table;
        this.maxRuns = maxRuns;
        this.keeper = keeper;
    }

    @Override
    public CompletionStage<Void> send(SessionSignal signal) {
        try {
            take(signal);
            return CompletableFuture.completedFuture(null);
        } catch (RuntimeException | Error e) {
            failure = Optional.of(e);
            return CompletableFuture.failedFuture(e);
        }
    }

    private void take(SessionSignal signal) {
        if (signal instanceof SessionSignal.Resumed resumed) {
            epoch = Optional.of(resumed.epoch());
            table.await(resumed.awaited().keySet());
        } else if (signal instanceof SessionSignal.Records page) {
            page.records().forEach(this::index);
            publish();
        } else if (signal instanceof SessionSignal.GapNotice gap) {
            table.countGap(gap.gap().maxLost());
        } else if (signal instanceof SessionSignal.CursorReset reset
                && reset.reason().discardsState()) {
            clear();
        } else if (signal instanceof SessionSignal.ReplayComplete) {
            endReached();
            table.complete();
            keeper.complete();
        } else if (signal instanceof SessionSignal.Bookmark bookmark && isAtEnd(bookmark)) {
            endReached();
        }
    }

    /** What is still missing is taken for lost, unless it may be where nobody could look. */
    private void endReached() {
        if (table.awaited().isEmpty()) {
            flush();
        }
    }

    private static boolean isAtEnd(SessionSignal.Bookmark bookmark) {
        return bookmark.highWater().entrySet().stream()
                .allMatch(end -> bookmark.next()
                        .position(end.getKey())
                        .map(at -> at.next() >= end.getValue())
                        .orElse(false));
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void close(CloseReason reason) {
        decoder.close();
        keeper.ended(reason, failure);
    }

    private void index(StoredRecord record) {
        Readability readability = record.label().readability();
        // What a newer schema says is not guessed at, but its thread and number are: the assembler has to know.
        if (readability != Readability.READABLE && readability != Readability.NEWER_SCHEMA) {
            table.countUnreadable();
            return;
        }
        try {
            index(record, decoder.decode(record.copyOfValue()));
        } catch (WireException e) {
            table.countUnreadable();
        }
    }

    private void index(StoredRecord record, DashStreamMessage message) {
        Place place = new Place(record.partition(), record.offset());
        for (DashStreamMessage part : Messages.flatten(message)) {
            Header header = Messages.header(part);
            waiting.put(ThreadKey.of(header), header.getSequence(), place);
        }
        Set<RunKey> observed = apply(assembler.accept(message), place);
        if (observed.size() == 1) {
            RunKey only = observed.iterator().next();
            run(only).addBytes(record.size());
        }
    }

    /** Follows the updates; gives the runs whose messages were among them. */
    private Set<RunKey> apply(List<RunUpdate> updates, Place current) {
        Set<RunKey> observed = new HashSet<>();
        Place place = current;
        for (RunUpdate update : updates) {
            if (update instanceof RunUpdate.MessageObserved message) {
                place = waiting.take(message.thread(), message.sequence()).orElse(current);
                run(message.key()).observe(message, place);
                observed.add(message.key());
            } else if (update instanceof RunUpdate.RunStarted start) {
                started(start.key());
            } else if (update instanceof RunUpdate.StateChanged change) {
                changed(change, place);
            } else if (update instanceof RunUpdate.RunEnded ended) {
                open.ended(ended.key(), ended.end());
            } else if (update instanceof RunUpdate.RunEvicted evicted) {
                open.remove(evicted.key());
            } else if (update instanceof RunUpdate.MessageIgnored ignored) {
                waiting.drop(ignored.thread(), ignored.sequence(), current);
            } else if (update instanceof RunUpdate.ThreadEvicted evicted) {
                waiting.forget(evicted.thread());
            } else if (update instanceof RunUpdate.RunNamed named) {
                rename(named.previous(), named.key());
            }
            if (update instanceof RunUpdate.OfRun ofRun && !(update instanceof RunUpdate.RunEvicted)) {
                touched.add(ofRun.key());
            }
        }
        return observed;
    }

    private void started(RunKey key) {
        IndexedRun run = new IndexedRun();
        runs.put(key, run);
        for (RunKey other : open.besides(key)) {
            IndexedRun going = runs.get(other);
            if (going != null) {
                run.startsDuring(going);
            }
        }
        open.started(key);
    }

    private void changed(RunUpdate.StateChanged change, Place place) {
        boolean whole = change.source() != StateSource.DIFF;
        if (whole && open.besides(change.key()).isEmpty()) {
            run(change.key()).addBase(change.sequence(), place);
        }
    }

    private void rename(RunKey previous, RunKey key) {
        open.renamed(previous, key);
        IndexedRun run = runs.remove(previous);
        if (run != null) {
            runs.put(key, run);
        }
        touched.remove(previous);
        table.remove(previous);
    }

    private IndexedRun run(RunKey key) {
        IndexedRun run = runs.computeIfAbsent(key, first -> new IndexedRun());
        if (runs.size() > maxRuns) {
            RunKey eldest = runs.keySet().iterator().next();
            runs.remove(eldest);
            touched.remove(eldest);
            open.remove(eldest);
            table.remove(eldest);
        }
        return run;
    }

    /** There is nothing more to read: what is still missing is taken for lost. */
    private void flush() {
        apply(assembler.flush(), new Place(0, 0));
        publish();
    }

    private void publish() {
        Epoch current = epoch.orElseThrow();
        for (RunKey key : touched) {
            IndexedRun run = runs.get(key);
            Optional<RunState> state = assembler.run(key);
            if (run != null && state.isPresent()) {
                run.start()
                        .ifPresent(start -> table.put(
                                run.summary(state.get(), key, current), start, run.bases(), run.context(current)));
            }
        }
        touched.clear();
        table.assembled(assembler.counts());
    }

    private void clear() {
        assembler = assemblers.get();
        waiting = new WaitingPlaces();
        open = new OpenRuns();
        runs.clear();
        touched.clear();
        table.newLog();
    }
}
