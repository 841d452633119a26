package io.dashstream.producer.worker;

import io.dashstream.core.wire.MessageIds;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.SchemaVersion;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventBatch;
import io.dashstream.core.wire.v1.Header;
import io.dashstream.producer.event.ThreadLine;
import io.dashstream.producer.event.TimeSource;
import io.dashstream.producer.metrics.DropReason;
import io.dashstream.producer.metrics.FailureReason;
import io.dashstream.producer.metrics.ProducerCounters;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets events of one thread leave together, up to a size or a time; any other message of the thread sends them off first, so
 * that order stays as called. A size of 1 sends each event alone and at once. For the worker only.
 */
final class EventBatcher {

    private final int batchSize;
    private final long timeoutNanos;
    private final Courier courier;
    private final MessageIds ids;
    private final ProducerCounters counters;
    private final FailureLog failures;
    private final TimeSource time;
    private final Map<ThreadLine, Batch> open = new LinkedHashMap<>();

    private record Batch(List<Event> events, long begunAt) {}

    EventBatcher(
            int batchSize,
            long timeoutNanos,
            Courier courier,
            MessageIds ids,
            ProducerCounters counters,
            FailureLog failures,
            TimeSource time) {
        this.batchSize = batchSize;
        this.timeoutNanos = timeoutNanos;
        this.courier = courier;
        this.ids = ids;
        this.counters = counters;
        this.failures = failures;
        this.time = time;
    }

    void add(ThreadLine line, Event event) throws InterruptedException {
        if (batchSize == 1) {
            send(line, List.of(event));
            return;
        }
        Batch batch = open.computeIfAbsent(line, unused -> new Batch(new ArrayList<>(), time.nanoTime()));
        batch.events().add(event);
        if (batch.events().size() >= batchSize) {
            open.remove(line);
            send(line, batch.events());
        }
    }

    void flush(ThreadLine line) throws InterruptedException {
        Batch batch = open.remove(line);
        if (batch != null) {
            send(line, batch.events());
        }
    }

    void flushDue() throws InterruptedException {
        flushBegunBefore(time.nanoTime() - timeoutNanos);
    }

    void flushAll() throws InterruptedException {
        flushBegunBefore(Long.MAX_VALUE);
    }

    /** Batches stand in the order in which they were begun, so the first young one ends the search. */
    private void flushBegunBefore(long moment) throws InterruptedException {
        Iterator<Map.Entry<ThreadLine, Batch>> batches = open.entrySet().iterator();
        while (batches.hasNext()) {
            Map.Entry<ThreadLine, Batch> next = batches.next();
            if (moment != Long.MAX_VALUE && next.getValue().begunAt() - moment > 0) {
                return;
            }
            batches.remove();
            send(next.getKey(), next.getValue().events());
        }
    }

    /** Events that wait for company; their number is exact for the worker. */
    int waiting() {
        return open.values().stream().mapToInt(batch -> batch.events().size()).sum();
    }

    /** Gives up what waits, at the end. */
    int abandon() {
        int events = waiting();
        open.clear();
        return events;
    }

    private void send(ThreadLine line, List<Event> events) throws InterruptedException {
        DashStreamMessage message = events.size() == 1
                ? DashStreamMessage.newBuilder().setEvent(events.get(0)).build()
                : DashStreamMessage.newBuilder()
                        .setEventBatch(batch(line, events))
                        .build();
        if (events.size() > 1 && !courier.fits(message)) {
            sendHalves(line, events.subList(0, events.size() / 2), events.subList(events.size() / 2, events.size()));
            return;
        }
        Header last = events.get(events.size() - 1).getHeader();
        Courier.Load load = new Courier.Load(
                MessageKind.EVENT,
                events.size(),
                last.getSequence(),
                events.get(0).getHeader().getTimestampUs());
        counters.batch(events.size());
        try {
            courier.send(line, load, message);
        } catch (InterruptedException closing) {
            events.forEach(event -> counters.dropped(MessageKind.EVENT, DropReason.SHUTDOWN_TIMEOUT));
            throw closing;
        } catch (RuntimeException | Error failure) {
            // Nobody else knows how many events these were.
            line.markLost(last.getSequence());
            FailureReason reason = FailureLog.reasonOf(failure);
            events.forEach(event -> counters.failed(MessageKind.EVENT, reason));
            failures.report(MessageKind.EVENT, reason, failure);
        }
    }

    private void sendHalves(ThreadLine line, List<Event> first, List<Event> second) throws InterruptedException {
        try {
            send(line, first);
        } catch (InterruptedException closing) {
            second.forEach(event -> counters.dropped(MessageKind.EVENT, DropReason.SHUTDOWN_TIMEOUT));
            throw closing;
        }
        send(line, second);
    }

    private EventBatch batch(ThreadLine line, List<Event> events) {
        Header first = events.get(0).getHeader();
        return EventBatch.newBuilder()
                .setHeader(Header.newBuilder()
                        .setMessageId(ids.next())
                        .setTimestampUs(first.getTimestampUs())
                        .setTenantId(line.tenantId())
                        .setThreadId(line.threadId())
                        .setType(MessageKind.EVENT_BATCH.type())
                        .setSchemaVersion(SchemaVersion.CURRENT))
                .addAllEvents(events)
                .build();
    }
}
