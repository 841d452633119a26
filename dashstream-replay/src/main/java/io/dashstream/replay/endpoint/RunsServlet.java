package io.dashstream.replay.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.run.RunKey;
import io.dashstream.core.run.ThreadKey;
import io.dashstream.core.wire.LogText;
import io.dashstream.core.wire.Sequences;
import io.dashstream.core.wire.WireException;
import io.dashstream.replay.client.AccessGrant;
import io.dashstream.replay.run.RunHistory;
import io.dashstream.replay.run.RunIndex;
import io.dashstream.replay.run.RunSummary;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The runs: {@code /api/runs}, {@code /api/runs/{tenant}/{thread}} and {@code .../state?sequence=}. Containers and proxies
 * refuse or change a slash or a percent sign in a path, so each also takes {@code tenantId} and {@code threadId} as query
 * parameters: {@code /api/runs?...} and {@code /api/runs/state?...}. What a visitor may not read does not exist for it: its
 * answer is the one for what is not there.
 */
final class RunsServlet extends HttpServlet {

    private static final int PARTS_OF_THREAD = 2;
    private static final int PARTS_OF_STATE = 3;
    private static final String STATE = "state";
    private static final String TENANT = "tenantId";
    private static final String THREAD = "threadId";

    private final transient RunIndex runs;
    private final transient RunHistory history;

    RunsServlet(RunIndex runs, RunHistory history) {
        this.runs = runs;
        this.history = history;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<AccessGrant> grant =
                Visitor.behind(request).map(visitor -> visitor.identity().grant());
        if (grant.isEmpty()) {
            JsonAnswer.error(response, HttpServletResponse.SC_FORBIDDEN, "not_allowed", "nobody let this request in");
            return;
        }
        String path = Optional.ofNullable(request.getPathInfo()).orElse("/");
        List<String> parts =
                path.equals("/") ? List.of() : List.of(path.substring(1).split("/", -1));
        Optional<ThreadKey> asked = asked(request);
        if (parts.isEmpty() && request.getParameter(TENANT) == null && request.getParameter(THREAD) == null) {
            all(grant.get(), response);
        } else if (parts.isEmpty() || parts.equals(List.of(STATE))) {
            if (asked.isEmpty()) {
                JsonAnswer.error(
                        response,
                        HttpServletResponse.SC_BAD_REQUEST,
                        "invalid_thread",
                        "a thread is named by both query parameters, tenantId and threadId; given are "
                                + given(request, TENANT) + " and " + given(request, THREAD));
            } else if (parts.isEmpty()) {
                thread(grant.get(), asked.get(), response);
            } else {
                state(grant.get(), asked.get(), request, response);
            }
        } else if (parts.size() == PARTS_OF_THREAD) {
            thread(grant.get(), new ThreadKey(parts.get(0), parts.get(1)), response);
        } else if (parts.size() == PARTS_OF_STATE && parts.get(2).equals(STATE)) {
            state(grant.get(), new ThreadKey(parts.get(0), parts.get(1)), request, response);
        } else {
            JsonAnswer.error(
                    response,
                    HttpServletResponse.SC_NOT_FOUND,
                    "not_found",
                    "there is /api/runs, /api/runs/{tenant}/{thread} and /api/runs/{tenant}/{thread}/state, and the last two"
                            + " also as /api/runs and /api/runs/state with tenantId and threadId as query parameters");
        }
    }

    /** The thread that the query names; empty if it does not name one wholly. */
    private static Optional<ThreadKey> asked(HttpServletRequest request) {
        return Optional.ofNullable(request.getParameter(TENANT))
                .flatMap(tenant ->
                        Optional.ofNullable(request.getParameter(THREAD)).map(thread -> new ThreadKey(tenant, thread)));
    }

    private static String given(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null ? "no " + name : name + " \"" + LogText.of(value) + "\"";
    }

    private void all(AccessGrant grant, HttpServletResponse response) throws IOException {
        JsonAnswer.send(
                response,
                HttpServletResponse.SC_OK,
                list(runs.recent().stream()
                        .filter(run -> grant.allows(run.key().thread()))
                        .toList()));
    }

    private void thread(AccessGrant grant, ThreadKey thread, HttpServletResponse response) throws IOException {
        List<RunSummary> found = runsOf(grant, thread);
        if (found.isEmpty()) {
            noSuchThread(response);
        } else {
            JsonAnswer.send(response, HttpServletResponse.SC_OK, list(found));
        }
    }

    private void state(AccessGrant grant, ThreadKey thread, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<String> runId = Optional.ofNullable(request.getParameter("runId"));
        Optional<RunSummary> run = runsOf(grant, thread).stream()
                .filter(each -> runId.map(id -> each.key().runId().equals(id)).orElse(true))
                .findFirst();
        if (run.isEmpty()) {
            noSuchThread(response);
            return;
        }
        long sequence;
        try {
            String asked = request.getParameter("sequence");
            sequence = asked == null ? run.get().lastSequence() : Sequences.parse(asked);
        } catch (WireException e) {
            JsonAnswer.error(
                    response, HttpServletResponse.SC_BAD_REQUEST, "invalid_sequence", String.valueOf(e.getMessage()));
            return;
        }
        RunKey key = run.get().key();
        RunJson.Answer answer = RunJson.of(key, sequence, history.stateAt(key, sequence));
        JsonAnswer.send(response, answer.status(), answer.body());
    }

    /** The runs of a thread, newest first; none if the visitor may not know of them. */
    private List<RunSummary> runsOf(AccessGrant grant, ThreadKey thread) {
        return grant.allows(thread) ? runs.ofThread(thread) : List.of();
    }

    private static ObjectNode list(List<RunSummary> found) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode array = json.putArray("runs");
        found.forEach(run -> array.add(RunJson.of(run)));
        return json;
    }

    private static void noSuchThread(HttpServletResponse response) throws IOException {
        JsonAnswer.error(
                response, HttpServletResponse.SC_NOT_FOUND, "not_found", "no such run is known, or it is not yours");
    }
}
