package io.dashstream.replay.store.memory;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.store.RecordFilter;
import io.dashstream.replay.store.SeekTarget;
import io.dashstream.replay.store.StoredRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Looks for places by time and by thread, record by record: in memory that is about a millisecond per hundred thousand,
 * once per resume. What the log holds behind what was read may be wanted, so that whatever is not found begins there.
 */
final class Seeker {

    private final Map<Integer, LogView> views;

    Seeker(Map<Integer, LogView> views) {
        this.views = views;
    }

    Map<Integer, Long> find(SeekTarget target) {
        Map<Integer, Long> found = new HashMap<>();
        if (target instanceof SeekTarget.Timestamp timestamp) {
            views.forEach((partition, view) -> found.put(partition, notOlder(view, timestamp.epochMillis())));
        } else if (target instanceof SeekTarget.NewestBase base) {
            views.forEach((partition, view) -> found.put(partition, newestBase(view, base.thread())));
        } else if (target instanceof SeekTarget.NewerThan newer) {
            OptionalLong newest = newestBehind(newer.cursor());
            views.forEach((partition, view) -> found.put(
                    partition,
                    // A cursor that points at nothing we still have says nothing about time: then only news.
                    newest.isPresent()
                            ? notOlder(view, newest.getAsLong() + 1)
                            : view.bounds().end()));
        }
        return found;
    }

    private static long notOlder(LogView view, long epochMillis) {
        for (int chunk = 0; chunk < view.chunks().size(); chunk++) {
            Chunk records = view.chunks().get(chunk);
            // The last chunk may be written to right now; its highest time is not ours to read.
            boolean mayMatch = chunk == view.chunks().size() - 1 || records.maxTimestamp() >= epochMillis;
            for (int i = 0; mayMatch && i < view.used(chunk); i++) {
                if (records.get(i).timestampMillis() >= epochMillis) {
                    return records.get(i).offset();
                }
            }
        }
        return view.bounds().next();
    }

    private static long newestBase(LogView view, ThreadKey thread) {
        RecordFilter ofThread = RecordFilter.touching(thread);
        long first = view.bounds().next();
        for (int chunk = view.chunks().size() - 1; chunk >= 0; chunk--) {
            for (int i = view.used(chunk) - 1; i >= 0; i--) {
                StoredRecord record = view.chunks().get(chunk).get(i);
                if (ofThread.accepts(record.label())) {
                    first = record.offset();
                    if (record.label().isBaseOf(thread)) {
                        return first;
                    }
                }
            }
        }
        return first;
    }

    private OptionalLong newestBehind(Cursor cursor) {
        return cursor.partitions().entrySet().stream()
                .flatMapToLong(entry -> {
                    LogView view = views.get(entry.getKey());
                    OptionalLong time = view == null
                            ? OptionalLong.empty()
                            : lastBefore(view, entry.getValue().next());
                    return time.stream();
                })
                .max();
    }

    private static OptionalLong lastBefore(LogView view, long offset) {
        for (int chunk = view.chunks().size() - 1; chunk >= 0; chunk--) {
            Chunk records = view.chunks().get(chunk);
            int behind = records.indexOf(offset, view.used(chunk));
            if (behind > 0) {
                return OptionalLong.of(records.get(behind - 1).timestampMillis());
            }
        }
        return OptionalLong.empty();
    }
}
