package io.dashstream.producer.worker;

import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.producer.event.Draft;
import io.dashstream.producer.event.Envelope;
import io.dashstream.producer.event.ThreadLine;
import io.dashstream.producer.metrics.Degradation;
import io.dashstream.producer.metrics.FailureReason;
import io.dashstream.producer.metrics.ProducerCounters;

/** Sends one draft after the other, in the order in which they come. For the worker only. */
final class DraftProcessor {

    private final Courier courier;
    private final WireMessages messages;
    private final StartMessages starts;
    private final StateMessages states;
    private final EventBatcher batcher;
    private final ProducerCounters counters;
    private final StateTrackers trackers;

    DraftProcessor(
            Courier courier,
            WireMessages messages,
            StartMessages starts,
            StateMessages states,
            EventBatcher batcher,
            ProducerCounters counters,
            StateTrackers trackers) {
        this.courier = courier;
        this.messages = messages;
        this.starts = starts;
        this.states = states;
        this.batcher = batcher;
        this.counters = counters;
        this.trackers = trackers;
    }

    void process(Draft draft) throws InterruptedException {
        ThreadLine line = draft.envelope().thread();
        if (draft instanceof Draft.Happening happening) {
            batcher.add(line, messages.event(happening));
            if (isEnd(happening.type())) {
                trackers.runEnded(line);
            }
            return;
        }
        batcher.flush(line);
        if (draft instanceof Draft.Start start) {
            starts.send(start, trackers.of(line));
        } else if (draft instanceof Draft.State state) {
            states.send(state, trackers.of(line));
            trackers.settle(line);
        } else if (draft instanceof Draft.LostState lost) {
            lose(lost);
        } else if (draft instanceof Draft.Token token) {
            send(token.envelope(), MessageKind.TOKEN_CHUNK, messages.token(token));
        } else if (draft instanceof Draft.Tool tool) {
            send(tool.envelope(), MessageKind.TOOL_EXECUTION, messages.tool(tool));
        } else if (draft instanceof Draft.Measurements measurements) {
            send(measurements.envelope(), MessageKind.METRICS, messages.metrics(measurements));
        } else if (draft instanceof Draft.Problem problem) {
            send(problem.envelope(), MessageKind.ERROR, messages.problem(problem));
        }
    }

    private static boolean isEnd(EventType type) {
        return type == EventType.EVENT_TYPE_GRAPH_END || type == EventType.EVENT_TYPE_GRAPH_ERROR;
    }

    private void send(Envelope envelope, MessageKind kind, DashStreamMessage message) throws InterruptedException {
        courier.send(envelope.thread(), Courier.Load.of(envelope, kind), message);
    }

    private void lose(Draft.LostState lost) {
        counters.failed(
                MessageKind.STATE_DIFF, lost.tooLarge() ? FailureReason.TOO_LARGE : FailureReason.STATE_UNAVAILABLE);
        counters.degraded(lost.tooLarge() ? Degradation.STATE_TOO_LARGE : Degradation.SERIALIZATION_FAILED);
        lost.envelope().thread().markLost(lost.envelope().sequence());
    }
}
