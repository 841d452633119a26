package io.dashstream.replay.dialect.v2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.client.AccessGrant;
import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.cursor.CursorJson;
import io.dashstream.replay.cursor.CursorToken;
import io.dashstream.replay.cursor.InvalidCursorException;
import io.dashstream.replay.dialect.ConversationRules;
import io.dashstream.replay.dialect.InvalidMessage;
import io.dashstream.replay.dialect.MessageFields;
import io.dashstream.replay.dialect.Problem;
import io.dashstream.replay.session.OnCap;
import io.dashstream.replay.session.ReplayBudget;
import io.dashstream.replay.session.ResetStart;
import io.dashstream.replay.session.ResumeRequest;
import io.dashstream.replay.session.StartFrom;
import io.dashstream.replay.store.RecordFilter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A client's {@code resume}: read strictly, and narrowed to what the client may see. A field that is wrong, or has no
 * meaning beside the others, refuses all of it: nothing ever widens to "everything".
 *
 * @param mode a word of the protocol
 * @param from a word of the protocol
 * @param request what the session is asked for
 */
record V2Resume(String mode, String from, ResumeRequest request) {

    private enum Mode {
        PARTITION,
        THREAD
    }

    private enum From {
        LATEST,
        EARLIEST,
        CURSOR,
        TIMESTAMP,
        CHECKPOINT
    }

    static V2Resume read(ObjectNode message, AccessGrant grant, ConversationRules rules) {
        MessageFields fields = new MessageFields(message, "");
        Mode mode = fields.word("mode", Mode.PARTITION, Problem.UNKNOWN_MODE);
        From from = fields.word("from", From.LATEST);
        Optional<ThreadKey> thread = thread(fields, mode, grant);
        StartFrom start = start(fields, from, thread, rules);
        RecordFilter wanted = thread.map(RecordFilter::touching).orElseGet(() -> filter(fields, grant, rules));
        if (thread.isPresent()) {
            fields.refuse("filter", "mode partition");
        }
        ResumeRequest request = ResumeRequest.from(start)
                .withFilter(grant.filter().and(wanted))
                .withBudget(budget(fields, rules), fields.word("onCap", OnCap.PAUSE))
                .withOnReset(fields.word("onReset", ResetStart.LATEST));
        return new V2Resume(lower(mode), lower(from), request);
    }

    private static Optional<ThreadKey> thread(MessageFields fields, Mode mode, AccessGrant grant) {
        if (mode == Mode.PARTITION) {
            fields.refuse("tenantId", "mode thread");
            fields.refuse("threadId", "mode thread");
            return Optional.empty();
        }
        return Optional.of(thread(fields, grant));
    }

    /** A thread that the client names and may read. */
    static ThreadKey thread(MessageFields fields, AccessGrant grant) {
        ThreadKey thread = new ThreadKey(fields.id("tenantId"), fields.id("threadId"));
        if (!grant.allows(thread)) {
            throw notAllowed(fields.path("threadId"), thread.threadId());
        }
        return thread;
    }

    private static StartFrom start(
            MessageFields fields, From from, Optional<ThreadKey> thread, ConversationRules rules) {
        if (from != From.CURSOR) {
            for (String field : new String[] {"token", "epoch", "cursor"}) {
                fields.refuse(field, "from cursor");
            }
        }
        if (from != From.TIMESTAMP) {
            fields.refuse("timestampMs", "from timestamp");
        }
        return switch (from) {
            case LATEST -> StartFrom.latest();
            case EARLIEST -> StartFrom.earliest();
            case CURSOR -> StartFrom.cursor(cursor(fields, rules));
            case TIMESTAMP -> new StartFrom.Timestamp(fields.number("timestampMs"));
            case CHECKPOINT ->
                new StartFrom.Checkpoint(thread.orElseThrow(() -> InvalidMessage.value(
                        "from", "checkpoint", "a start of mode partition; it is one of mode thread")));
        };
    }

    private static Cursor cursor(MessageFields fields, ConversationRules rules) {
        if (fields.has("token")) {
            fields.refuse("epoch", "a cursor without a token");
            fields.refuse("cursor", "a resume without a token");
            return token(fields, rules);
        }
        JsonNode partitions = fields.raw("cursor");
        limit(fields.path("cursor"), partitions.size(), rules);
        return Cursor.of(
                CursorJson.readEpoch("epoch", fields.raw("epoch")), CursorJson.readPartitions("cursor", partitions));
    }

    private static Cursor token(MessageFields fields, ConversationRules rules) {
        JsonNode token = fields.raw("token");
        if (!token.isTextual()) {
            throw new InvalidMessage(
                    Problem.INVALID_TOKEN,
                    "token",
                    "token is " + InvalidMessage.cut(token.toString()) + "; allowed is a string");
        }
        try {
            Cursor cursor = CursorToken.read(token.textValue());
            limit("token", cursor.partitions().size(), rules);
            return cursor;
        } catch (InvalidCursorException e) {
            throw InvalidMessage.of(Problem.INVALID_TOKEN, e);
        }
    }

    private static void limit(String field, int entries, ConversationRules rules) {
        if (entries > rules.entriesPerResume()) {
            throw InvalidMessage.value(field, entries + " entries", "at most " + rules.entriesPerResume());
        }
    }

    private static ReplayBudget budget(MessageFields fields, ConversationRules rules) {
        ReplayBudget budget = rules.replayBudget();
        if (!fields.has("maxRecords")) {
            return budget;
        }
        long asked = fields.number("maxRecords");
        if (asked < 1) {
            throw InvalidMessage.value("maxRecords", Long.toString(asked), "1 or more");
        }
        return new ReplayBudget(Math.min(budget.maxRecords(), asked), budget.maxBytes(), budget.maxDuration());
    }

    private static RecordFilter filter(MessageFields fields, AccessGrant grant, ConversationRules rules) {
        Optional<MessageFields> filter = fields.object("filter");
        if (filter.isEmpty()) {
            return RecordFilter.everything();
        }
        Set<String> tenants = tenants(filter.get(), grant, rules);
        Set<ThreadKey> threads = threads(filter.get(), grant, rules);
        if (tenants.isEmpty() && threads.isEmpty()) {
            throw InvalidMessage.value("filter", "empty", "at least one of tenants and threads");
        }
        return RecordFilter.wanting(tenants, threads);
    }

    private static Set<String> tenants(MessageFields filter, AccessGrant grant, ConversationRules rules) {
        Set<String> tenants = new HashSet<>();
        for (JsonNode entry : entries(filter, "tenants", rules)) {
            if (!entry.isTextual() || entry.textValue().isBlank()) {
                throw InvalidMessage.value(filter.path("tenants"), entry.toString(), "an array of tenant ids");
            }
            if (!grant.touches(entry.textValue())) {
                throw notAllowed(filter.path("tenants"), entry.textValue());
            }
            tenants.add(entry.textValue());
        }
        return tenants;
    }

    private static Set<ThreadKey> threads(MessageFields filter, AccessGrant grant, ConversationRules rules) {
        Set<ThreadKey> threads = new HashSet<>();
        int index = 0;
        for (JsonNode entry : entries(filter, "threads", rules)) {
            String path = filter.path("threads") + "." + index++ + ".";
            if (!(entry instanceof ObjectNode object)) {
                throw InvalidMessage.value(path, entry.toString(), "an object with tenantId and threadId");
            }
            threads.add(thread(new MessageFields(object, path), grant));
        }
        return threads;
    }

    private static Iterable<JsonNode> entries(MessageFields filter, String field, ConversationRules rules) {
        if (!filter.has(field)) {
            return Set.of();
        }
        JsonNode entries = filter.raw(field);
        if (!entries.isArray()) {
            throw InvalidMessage.value(filter.path(field), entries.toString(), "an array");
        }
        limit(filter.path(field), entries.size(), rules);
        return entries;
    }

    private static InvalidMessage notAllowed(String field, String value) {
        return new InvalidMessage(
                Problem.NOT_ALLOWED,
                field,
                field + " is \"" + InvalidMessage.cut(value) + "\", which this client may not read");
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
