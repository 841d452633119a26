package io.dashstream.producer.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.wire.AttributeValues;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventType;
import io.dashstream.producer.event.Draft;
import io.dashstream.producer.metrics.Occurrence;
import io.dashstream.producer.metrics.ProducerCounters;
import java.util.Optional;

/**
 * Sends the GRAPH_START of a run, whatever its size: the drawings of the graph give way first, then the initial state. A run that
 * nobody hears of would be worse.
 */
final class StartMessages {

    /** What the manifest and the schema may be, each. */
    private static final int MAX_MANIFEST_BYTES = 500 * 1024;

    private static final String MANIFEST = "graph_manifest";
    private static final String SCHEMA = "graph_schema_json";
    private static final String OMITTED = "_omitted";

    private final Courier courier;
    private final WireMessages messages;
    private final ProducerCounters counters;

    StartMessages(Courier courier, WireMessages messages, ProducerCounters counters) {
        this.courier = courier;
        this.messages = messages;
        this.counters = counters;
    }

    void send(Draft.Start draft, StateTracker tracker) throws InterruptedException {
        tracker.forgetBase();
        Event.Builder event = Event.newBuilder()
                .setHeader(WireMessages.header(draft.envelope(), MessageKind.EVENT))
                .setEventType(EventType.EVENT_TYPE_GRAPH_START);
        messages.putAttributes(event, draft.facts());
        putDrawing(event, MANIFEST, draft.manifestJson());
        putDrawing(event, SCHEMA, draft.schemaJson());
        Optional<JsonNode> state = draft.initialState().map(tracker::redact);
        state.ifPresent(tree ->
                event.putAttributes(Messages.INITIAL_STATE_ATTRIBUTE, AttributeValues.of(StrictJson.writeText(tree))));
        if (draft.stateOmitted()) {
            event.putAttributes(Messages.INITIAL_STATE_ATTRIBUTE + OMITTED, AttributeValues.of(true));
        }
        shrink(event);
        boolean withState = event.containsAttributes(Messages.INITIAL_STATE_ATTRIBUTE);
        boolean handedOver = courier.send(
                draft.envelope().thread(),
                Courier.Load.of(draft.envelope(), MessageKind.EVENT),
                DashStreamMessage.newBuilder().setEvent(event).build());
        if (handedOver && withState) {
            state.ifPresent(tree -> tracker.handedOverWhole(draft.envelope(), tree));
        }
    }

    private void putDrawing(Event.Builder event, String name, String json) {
        if (json.isEmpty()) {
            return;
        }
        if (json.length() > MAX_MANIFEST_BYTES) {
            counters.count(Occurrence.GRAPH_START_SHRUNK);
            event.putAttributes(name + OMITTED, AttributeValues.of(true));
        } else {
            event.putAttributes(name, AttributeValues.of(messages.redactedJson(json)));
        }
    }

    private void shrink(Event.Builder event) {
        for (String part : new String[] {MANIFEST, SCHEMA, Messages.INITIAL_STATE_ATTRIBUTE}) {
            if (courier.fits(DashStreamMessage.newBuilder().setEvent(event).build())) {
                return;
            }
            if (event.containsAttributes(part)) {
                event.removeAttributes(part).putAttributes(part + OMITTED, AttributeValues.of(true));
                counters.count(Occurrence.GRAPH_START_SHRUNK);
            }
        }
    }
}
