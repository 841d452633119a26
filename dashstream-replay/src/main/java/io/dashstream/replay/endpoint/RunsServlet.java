package io.dashstream.replay.endpoint;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.core.wire.LogText;
import io.dashstream.core.wire.Sequences;
import io.dashstream.core.wire.WireException;
import io.dashstream.replay.client.AccessGrant;
import io.dashstream.replay.run.RunHistory;
import io.dashstream.replay.run.RunIndex;
import io.dashstream.replay.run.RunPage;
import io.dashstream.replay.run.RunSummary;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

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
            all(grant.get(), request, response);
        } else if (parts.isEmpty() || parts.equals(List.of(STATE))) {
            if (asked.isEmpty()) {
                JsonAnswer.error(
                        response,
                        HttpServletResponse.SC_BAD_REQUEST,
                        "invalid_thread",
                        "a thread is named by both query parameters, tenantId and threadId; given are "
                                + given(request, TENANT) + " and " + given(request, THREAD));
            } else if (parts.isEmpty()) {
                thread(grant.get(), asked.get(), request, response);
            } else {
                state(grant.get(), asked.get(), request, response);
            }
        } else if (parts.size() == PARTS_OF_THREAD) {
            thread(grant.get(), new ThreadKey(parts.get(0), parts.get(1)), request, response);
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

    private void all(AccessGrant grant, HttpServletRequest request, HttpServletResponse response) throws IOException {
        page(run -> grant.allows(run.key().thread()), request, response);
    }

    private void thread(AccessGrant grant, ThreadKey thread, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Predicate<RunSummary> wanted = runsOf(grant, thread);
        RunPage newest = newest(wanted);
        if (newest.runs().isEmpty()) {
            noSuchRun(newest, response);
        } else {
            page(wanted, request, response);
        }
    }

    private void page(Predicate<RunSummary> wanted, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            PageQuery query = PageQuery.of(request);
            RunPage page = runs.page(wanted, query.before(), query.limit());
            JsonAnswer.send(response, HttpServletResponse.SC_OK, RunJson.of(page));
        } catch (PageQuery.InvalidException e) {
            JsonAnswer.error(
                    response, HttpServletResponse.SC_BAD_REQUEST, "invalid_page", String.valueOf(e.getMessage()));
        }
    }

    private void state(AccessGrant grant, ThreadKey thread, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<String> runId = Optional.ofNullable(request.getParameter("runId"));
        RunPage found = newest(runsOf(grant, thread)
                .and(run -> runId.map(id -> run.key().runId().equals(id)).orElse(true)));
        if (found.runs().isEmpty()) {
            noSuchRun(found, response);
            return;
        }
        RunSummary run = found.runs().get(0);
        long sequence;
        try {
            String asked = request.getParameter("sequence");
            sequence = asked == null ? run.lastSequence() : Sequences.parse(asked);
        } catch (WireException e) {
            JsonAnswer.error(
                    response, HttpServletResponse.SC_BAD_REQUEST, "invalid_sequence", String.valueOf(e.getMessage()));
            return;
        }
        RunJson.Answer answer = RunJson.of(run.key(), sequence, history.stateAt(run.key(), sequence));
        send(answer, response);
    }

    /** The runs of a thread; none if the visitor may not know of them. */
    private static Predicate<RunSummary> runsOf(AccessGrant grant, ThreadKey thread) {
        return run -> run.key().thread().equals(thread) && grant.allows(thread);
    }

    private RunPage newest(Predicate<RunSummary> wanted) {
        return runs.page(wanted, RunPage.FRONT, 1);
    }

    private static void noSuchRun(RunPage found, HttpServletResponse response) throws IOException {
        send(RunJson.noSuchRun(found), response);
    }

    private static void send(RunJson.Answer answer, HttpServletResponse response) throws IOException {
        if (answer.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
            response.setHeader("Retry-After", "1");
        }
        JsonAnswer.send(response, answer.status(), answer.body());
    }
}
