package io.dashstream.examples.quickstart.replay;

import com.fasterxml.jackson.databind.JsonNode;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.run.RunEnd;
import io.dashstream.core.run.RunKey;
import io.dashstream.core.run.RunUpdate.MessageObserved;
import io.dashstream.core.run.RunUpdate.StateChanged;
import io.dashstream.core.run.RunUpdate.StateSource;
import io.dashstream.core.run.Verification;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.v1.Event;
import io.dashstream.core.wire.v1.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run as it was read back.
 *
 * @param key        which run
 * @param end        how it ended; empty if its end did not come
 * @param gaps       holes in the numbers of its messages
 * @param messages   its messages in order
 * @param changes    its states in order; a checkpoint repeats the state it is of
 * @param losses     when and why its state was lost, for people
 * @param bytes      what all its records take in Kafka
 * @param stateBytes of these, what those take that carry state
 */
public record ReplayedRun(
        RunKey key,
        Optional<RunEnd> end,
        long gaps,
        List<MessageObserved> messages,
        List<StateChanged> changes,
        List<String> losses,
        long bytes,
        long stateBytes) {

    /**
     * Its events, in order.
     *
     * @return those of its messages that are events
     */
    public Stream<Event> events() {
        return messages.stream()
                .map(MessageObserved::message)
                .filter(m -> m.hasEvent())
                .map(m -> m.getEvent());
    }

    /**
     * How many nodes were passed.
     *
     * @return starts of nodes
     */
    public long steps() {
        return events().filter(e -> e.getEventType() == EventType.EVENT_TYPE_NODE_START)
                .count();
    }

    /**
     * Its messages by kind.
     *
     * @return counts above 0
     */
    public Map<MessageKind, Long> byKind() {
        return messages.stream()
                .collect(Collectors.groupingBy(m -> MessageKind.of(m.message()), Collectors.counting()));
    }

    /**
     * Its states without repetitions.
     *
     * @return each differs from the one before
     */
    public List<JsonNode> states() {
        List<JsonNode> states = new ArrayList<>();
        for (StateChanged change : changes) {
            JsonNode state = change.state().value();
            if (states.isEmpty() || !states.get(states.size() - 1).equals(state)) {
                states.add(state);
            }
        }
        return List.copyOf(states);
    }

    /**
     * What the states would take if each were sent whole.
     *
     * @return bytes of compact JSON
     */
    public long fullStateBytes() {
        return states().stream()
                .mapToLong(state -> StrictJson.write(state).length)
                .sum();
    }

    /**
     * How many states came with a hash or checksum; only the initial one has none.
     *
     * @return how many there are to verify
     */
    public long verifiable() {
        return changes.stream()
                .filter(c -> c.source() != StateSource.INITIAL_STATE)
                .count();
    }

    /**
     * How many states had the hash or checksum they came with.
     *
     * @return at most {@link #verifiable()}
     */
    public long verified() {
        return changes.stream()
                .filter(c -> c.state().verification() == Verification.VERIFIED)
                .count();
    }
}
