package io.dashstream.replay.dialect.v1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.client.AccessGrant;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.CursorJson;
import io.dashstream.replay.cursor.OffsetText;
import io.dashstream.replay.cursor.Position;
import io.dashstream.replay.dialect.ConversationRules;
import io.dashstream.replay.dialect.InvalidMessage;
import io.dashstream.replay.dialect.MessageFields;
import io.dashstream.replay.dialect.Problem;
import io.dashstream.replay.session.OnCap;
import io.dashstream.replay.session.ResumeRequest;
import io.dashstream.replay.session.StartFrom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A client's {@code resume} in the first dialect. Its offsets are the last ones delivered, so the next one is wanted; a
 * partition that it does not name is one that it has seen nothing of, and never starts at its beginning unasked.
 *
 * <p>Clients of this dialect send both kinds of fields; what belongs to the other mode is not looked at.
 *
 * @param mode what the answer names
 * @param from a word of the protocol
 * @param request what the session is asked for
 */
record V1Resume(V1Asked mode, String from, ResumeRequest request) {

    private static final String OFFSETS = "lastOffsetsByPartition";
    private static final String SEQUENCES = "lastSequencesByThread";
    private static final String THREAD = "threadId";
    private static final String DEFAULT_TENANT = "default";

    private enum Mode {
        AUTO,
        PARTITION,
        THREAD
    }

    private enum From {
        CURSOR,
        LATEST,
        EARLIEST
    }

    static V1Resume read(ObjectNode message, AccessGrant grant, ConversationRules rules) {
        MessageFields fields = new MessageFields(message, "");
        Mode asked = fields.word("mode", Mode.AUTO, Problem.UNKNOWN_MODE);
        Mode mode = asked == Mode.AUTO ? byFields(fields) : asked;
        From from = fields.word("from", From.CURSOR);
        StartFrom start = switch (from) {
            case LATEST -> StartFrom.latest();
            case EARLIEST -> StartFrom.earliest();
            case CURSOR -> mode == Mode.THREAD ? threads(fields, grant, rules) : offsets(fields, rules);
        };
        // A client of this dialect can't say "go on": what its budget does not cover is said as gaps.
        return new V1Resume(
                mode == Mode.THREAD ? V1Asked.THREAD : V1Asked.PARTITION,
                start instanceof StartFrom.Latest ? "latest" : lower(from),
                ResumeRequest.from(start)
                        .withFilter(grant.filter())
                        .withBudget(rules.replayBudget(), OnCap.SKIP_TO_LIVE));
    }

    private static Mode byFields(MessageFields fields) {
        boolean threads = fields.has(SEQUENCES) || fields.has(THREAD);
        return threads && !fields.has(OFFSETS) ? Mode.THREAD : Mode.PARTITION;
    }

    private static StartFrom offsets(MessageFields fields, ConversationRules rules) {
        if (!fields.has(OFFSETS)) {
            return StartFrom.latest();
        }
        ObjectNode entries = entries(fields, OFFSETS, rules);
        Map<Integer, Position> next = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : entries.properties()) {
            long partition = OffsetText.parse(OFFSETS, entry.getKey());
            if (partition > Integer.MAX_VALUE) {
                throw InvalidMessage.value(OFFSETS, entry.getKey(), "partitions from 0 to " + Integer.MAX_VALUE);
            }
            long last = OffsetText.parse(OFFSETS + "." + entry.getKey(), entry.getValue());
            // The largest offset has no next one; standing at it is beyond every log, and is answered as such.
            next.put((int) partition, Position.at(last == Long.MAX_VALUE ? last : last + 1));
        }
        if (next.isEmpty()) {
            return StartFrom.latest();
        }
        return fields.has("epoch")
                ? new StartFrom.Partial(Cursor.of(CursorJson.readEpoch("epoch", fields.raw("epoch")), next))
                : new StartFrom.Unbound(next);
    }

    private static StartFrom threads(MessageFields fields, AccessGrant grant, ConversationRules rules) {
        String tenant = fields.has("tenantId") ? fields.id("tenantId") : tenantOf(grant);
        Set<ThreadKey> threads = new HashSet<>();
        if (fields.has(SEQUENCES)) {
            for (Map.Entry<String, JsonNode> entry :
                    entries(fields, SEQUENCES, rules).properties()) {
                OffsetText.parse(SEQUENCES + "." + InvalidMessage.cut(entry.getKey()), entry.getValue());
                threads.add(new ThreadKey(tenant, entry.getKey()));
            }
        } else if (!fields.has(THREAD)) {
            throw InvalidMessage.value(SEQUENCES, "missing", "an object, or " + THREAD + " beside it, in mode thread");
        }
        if (fields.has(THREAD)) {
            if (fields.has("lastSequence")) {
                fields.number("lastSequence");
            }
            threads.add(new ThreadKey(tenant, fields.id(THREAD)));
        }
        for (ThreadKey thread : threads) {
            if (!grant.allows(thread)) {
                throw new InvalidMessage(
                        Problem.NOT_ALLOWED,
                        THREAD,
                        "thread \"" + InvalidMessage.cut(thread.threadId()) + "\" may not be read by this client");
            }
        }
        return threads.isEmpty() ? StartFrom.latest() : new StartFrom.Checkpoints(threads);
    }

    /** Clients of this dialect know no tenants: theirs, if they have one, else the producers' default. */
    private static String tenantOf(AccessGrant grant) {
        return grant instanceof AccessGrant.Tenants tenants
                        && tenants.tenantIds().size() == 1
                ? tenants.tenantIds().iterator().next()
                : DEFAULT_TENANT;
    }

    private static ObjectNode entries(MessageFields fields, String field, ConversationRules rules) {
        if (!(fields.raw(field) instanceof ObjectNode entries)) {
            throw InvalidMessage.value(field, fields.raw(field).toString(), "an object");
        }
        if (entries.size() > rules.entriesPerResume()) {
            throw InvalidMessage.value(field, entries.size() + " entries", "at most " + rules.entriesPerResume());
        }
        return entries;
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
