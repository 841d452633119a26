package io.dashstream.replay.endpoint;

import io.dashstream.core.wire.LogText;
import io.dashstream.replay.client.ClientIdentity;
import io.dashstream.replay.dialect.Conversation;
import io.dashstream.replay.dialect.Dialect;
import io.dashstream.replay.hub.Opening;
import io.dashstream.replay.hub.SessionHub;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The second dialect over server-sent events: {@code GET /events} is the session, {@code POST /events/{sessionId}} is what
 * its client says.
 */
final class EventsServlet extends HttpServlet {

    /** By this query a client says that it posts its resume itself: cursors may be longer than a URL. */
    private static final String RESUME = "resume";

    private static final String LATER = "later";

    /** A session and whose it is. */
    private record Held(Conversation conversation, ClientIdentity client) {}

    private final transient SessionHub hub;
    private final transient Map<String, Held> open = new ConcurrentHashMap<>();

    EventsServlet(SessionHub hub) {
        this.hub = hub;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Visitor> visitor = Visitor.behind(request);
        if (visitor.isEmpty()) {
            JsonAnswer.error(response, HttpServletResponse.SC_FORBIDDEN, "not_allowed", "nobody let this request in");
            return;
        }
        if (request.getPathInfo() != null) {
            JsonAnswer.error(response, HttpServletResponse.SC_NOT_FOUND, "not_found", "a stream is at /events");
            return;
        }
        Optional<String> when = Optional.ofNullable(request.getParameter(RESUME));
        boolean isLater = when.equals(Optional.of(LATER));
        if (when.isPresent() && !isLater) {
            JsonAnswer.error(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    "invalid_message",
                    "the query parameter resume must be \"" + LATER + "\", or be left out, but is \""
                            + LogText.of(when.get()) + "\"");
            return;
        }
        List<String> unheard = ResumeQuery.namesIn(request);
        if (isLater && !unheard.isEmpty()) {
            JsonAnswer.error(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    "invalid_message",
                    "with resume=" + LATER + " all else belongs into the resume that is posted; left out must be "
                            + String.join(", ", unheard));
            return;
        }
        String resume = ResumeQuery.of(request).toString();
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        // nginx would collect events otherwise.
        response.setHeader("X-Accel-Buffering", "no");
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        EventStream stream = new EventStream(context, response.getOutputStream());
        Opening opening = hub.open(Dialect.V2_EVENTS, visitor.get().identity(), stream);
        if (opening instanceof Opening.Opened opened) {
            begin(opened.conversation(), visitor.get().identity(), context, stream, response);
            if (!isLater) {
                opened.conversation().onText(resume);
            }
        } else if (opening instanceof Opening.Refused refused) {
            long seconds = Math.max(1, refused.retryAfter().toSeconds());
            response.setHeader("Retry-After", Long.toString(seconds));
            JsonAnswer.error(
                    response, refused.reason().httpStatus(), refused.reason().code(), refused.message());
            context.complete();
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<ClientIdentity> client = Visitor.behind(request).map(Visitor::identity);
        String path = Optional.ofNullable(request.getPathInfo()).orElse("");
        Optional<Held> held = Optional.ofNullable(open.get(path.startsWith("/") ? path.substring(1) : path))
                // Somebody else's session is no session.
                .filter(session -> client.isPresent()
                        && session.client().principal().equals(client.get().principal())
                        && session.client().grant().equals(client.get().grant()));
        if (held.isEmpty()) {
            JsonAnswer.error(
                    response,
                    HttpServletResponse.SC_NOT_FOUND,
                    "no_session",
                    "no such session is open here; each server knows its own only");
            return;
        }
        int limit = hub.limits().controlFrameBytes();
        byte[] body = request.getInputStream().readNBytes(limit + 1);
        if (body.length > limit) {
            JsonAnswer.error(
                    response,
                    HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                    "invalid_message",
                    "a message may have " + limit + " bytes");
            return;
        }
        held.get().conversation().onText(new String(body, StandardCharsets.UTF_8));
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private void begin(
            Conversation conversation,
            ClientIdentity client,
            AsyncContext context,
            EventStream stream,
            HttpServletResponse response)
            throws IOException {
        String id = conversation.sessionId();
        open.put(id, new Held(conversation, client));
        context.addListener(new AsyncListener() {
            @Override
            public void onComplete(AsyncEvent event) {
                open.remove(id);
                conversation.onClosed();
            }

            @Override
            public void onError(AsyncEvent event) {
                stream.onError(event.getThrowable());
            }

            @Override
            public void onTimeout(AsyncEvent event) {
                stream.close(0, "timeout");
            }

            @Override
            public void onStartAsync(AsyncEvent event) {
                // A stream is dispatched nowhere else.
            }
        });
        response.getOutputStream().setWriteListener(stream);
    }
}
