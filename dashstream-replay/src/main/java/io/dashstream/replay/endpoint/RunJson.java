package io.dashstream.replay.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.run.RebuiltState;
import io.dashstream.core.run.RunEnd;
import io.dashstream.core.run.RunKey;
import io.dashstream.core.wire.Sequences;
import io.dashstream.replay.cursor.CursorJson;
import io.dashstream.replay.run.HistoryAnswer;
import io.dashstream.replay.run.RunPage;
import io.dashstream.replay.run.RunSummary;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.TreeMap;

/** Runs and states as JSON. Sequences are strings: they have 64 bits. */
final class RunJson {

    /**
     * An answer over HTTP.
     *
     * @param status the HTTP status
     * @param body the body
     */
    record Answer(int status, ObjectNode body) {}

    private RunJson() {}

    static ObjectNode of(RunSummary run) {
        ObjectNode json = key(run.key());
        json.put("graphName", run.graphName());
        json.put("status", lower(run.status()));
        json.put("state", lower(run.state()));
        json.put("beginning", lower(run.beginning()));
        run.end().ifPresent(end -> end(json.putObject("end"), end));
        json.put("startedAt", run.startedAt().toString());
        json.put("lastSeenAt", run.lastSeenAt().toString());
        json.put("firstSequence", Sequences.toText(run.firstSequence()));
        json.put("lastSequence", Sequences.toText(run.lastSequence()));
        json.put("messageCount", run.messageCount());
        ObjectNode messages = json.putObject("messages");
        new TreeMap<>(run.messages()).forEach((kind, count) -> messages.put(lower(kind), count));
        json.put("bytes", run.bytes());
        json.put("stateChanges", run.stateChanges());
        json.put("verified", run.verified());
        json.put("gaps", run.gaps());
        json.put("corruptions", run.corruptions());
        json.put("recoveries", run.recoveries());
        json.set("first", CursorJson.write(run.first()));
        json.set("last", CursorJson.write(run.last()));
        return json;
    }

    /** Runs, whether these are all, and where nobody could look. */
    static ObjectNode of(RunPage page) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode array = json.putArray("runs");
        page.runs().forEach(run -> array.add(of(run)));
        page.before().ifPresent(next -> json.put("before", Long.toString(next)));
        json.put("complete", page.complete());
        if (!page.awaited().isEmpty()) {
            page.awaited().forEach(json.putArray("awaitedPartitions")::add);
        }
        return json;
    }

    /** There is no such run; or nobody can say so yet. */
    static Answer noSuchRun(RunPage found) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (found.complete()) {
            json.put("error", "not_found");
            json.put("message", "no such run is known, or it is not yours");
            return new Answer(HttpServletResponse.SC_NOT_FOUND, json);
        }
        String why = found.awaited().isEmpty()
                ? "the log is not read to its end yet"
                : found.awaited().size() + " partitions have not answered yet, the first of them "
                        + found.awaited().first();
        json.put("error", "not_indexed_yet");
        json.put("message", why + ", and no such run was found so far, or it is not yours");
        return new Answer(HttpServletResponse.SC_SERVICE_UNAVAILABLE, json);
    }

    /** A state that is not known is never shown; what is shown instead is why. */
    static Answer of(RunKey key, long sequence, HistoryAnswer answer) {
        ObjectNode json = key(key);
        json.put("requestedSequence", Sequences.toText(sequence));
        if (answer instanceof HistoryAnswer.Known known) {
            RebuiltState state = known.state();
            json.put("outcome", "known");
            json.put("sequence", Sequences.toText(state.sequence()));
            json.put("verification", lower(state.verification()));
            json.set("state", state.value());
            return new Answer(HttpServletResponse.SC_OK, json);
        }
        if (answer instanceof HistoryAnswer.Corrupted corrupted) {
            json.put("outcome", "corrupted");
            json.put("sinceSequence", Sequences.toText(corrupted.corruption().sequence()));
            json.put("reason", lower(corrupted.corruption().reason()));
            json.put("detail", corrupted.corruption().error());
            return new Answer(HttpServletResponse.SC_CONFLICT, json);
        }
        HistoryAnswer.Unknown unknown = (HistoryAnswer.Unknown) answer;
        json.put("outcome", "unknown");
        json.put("reason", lower(unknown.reason()));
        json.put("detail", unknown.detail());
        return new Answer(status(unknown.reason()), json);
    }

    private static int status(HistoryAnswer.Reason reason) {
        return switch (reason) {
            case NO_SUCH_RUN, BEFORE_START, NOT_REACHED, NO_STATE_YET -> HttpServletResponse.SC_NOT_FOUND;
            case HISTORY_GONE -> HttpServletResponse.SC_GONE;
            case TOO_LARGE -> HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
            case NOT_INDEXED_YET, STORE_UNAVAILABLE, TIMED_OUT, BUSY -> HttpServletResponse.SC_SERVICE_UNAVAILABLE;
        };
    }

    private static ObjectNode key(RunKey key) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("tenantId", key.tenantId());
        json.put("threadId", key.threadId());
        json.put("runId", key.runId());
        return json;
    }

    private static void end(ObjectNode json, RunEnd end) {
        if (end instanceof RunEnd.Finished finished) {
            json.put("kind", "finished");
            json.put("outcome", finished.outcome());
        } else if (end instanceof RunEnd.Failed failed) {
            json.put("kind", "failed");
            json.put("errorType", failed.errorType());
            json.put("error", failed.error());
        } else if (end instanceof RunEnd.Unfinished unfinished) {
            json.put("kind", "unfinished");
            json.put("why", lower(unfinished.why()));
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
