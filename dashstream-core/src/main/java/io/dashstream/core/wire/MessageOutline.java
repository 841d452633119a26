package io.dashstream.core.wire;

import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Header;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a message is about, without the message: enough to decide who may see it, whether it can be understood, and what it
 * does to the state of a run. {@link FrameDecoder#outline} makes it without building the message. Immutable.
 *
 * @param schemaVersion the highest version in its header and in those of a batch's events, at least 1; see {@link
 *     SchemaVersion}
 * @param parts what the messages are that it stands for, see {@link Messages#flatten}: the events of a batch, which may be
 *     none, otherwise the message itself; those that do not differ in this stand for one part
 */
public record MessageOutline(long schemaVersion, Set<Part> parts) {

    /** What a message does to the state of its run. */
    public enum Effect {
        /** Nothing. */
        NONE,
        /** Changes it, relative to the state before. */
        CHANGE,
        /** Says it whole: a checkpoint, a full state, or a start with the initial state. */
        WHOLE
    }

    /**
     * One message, or several of a batch.
     *
     * @param tenantId as the header has it, untrusted and of any length; empty if it has none
     * @param threadId as the header has it, untrusted and of any length; empty if it has none
     * @param effect what it does to the state of its run
     */
    public record Part(String tenantId, String threadId, Effect effect) {

        private static Part of(DashStreamMessage message) {
            Header header = Messages.header(message);
            return new Part(header.getTenantId(), header.getThreadId(), effect(message));
        }

        private static Effect effect(DashStreamMessage message) {
            if (!Messages.carriesState(message)) {
                return Effect.NONE;
            }
            boolean isPatch = message.hasStateDiff()
                    && message.getStateDiff().getFullState().isEmpty();
            return isPatch ? Effect.CHANGE : Effect.WHOLE;
        }
    }

    /**
     * Takes the version and a copy of the parts.
     *
     * @param schemaVersion the highest version
     * @param parts what the messages are
     */
    public MessageOutline {
        parts = Set.copyOf(parts);
    }

    /**
     * Whether this library may apply the message.
     *
     * @return whether no version in it is newer than {@link SchemaVersion#CURRENT}
     */
    public boolean isSupported() {
        return schemaVersion <= SchemaVersion.CURRENT;
    }

    /**
     * The outline of a message that is there.
     *
     * @param message any message
     * @return its outline
     * @throws WireException with {@link WireException.Reason#NO_KIND} if it is of no known kind
     */
    public static MessageOutline of(DashStreamMessage message) {
        return new MessageOutline(
                SchemaVersion.highestIn(message),
                Messages.flatten(message).stream().map(Part::of).collect(Collectors.toSet()));
    }
}
