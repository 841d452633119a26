package io.dashstream.replay.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The query of an event stream as the {@code resume} message that it stands for. */
final class ResumeQuery {

    private static final List<String> TEXTS =
            List.of("mode", "from", "token", "tenantId", "threadId", "timestampMs", "onReset", "onCap", "maxRecords");
    private static final String TENANT = "tenant";

    private ResumeQuery() {}

    /**
     * Reads the query. A browser that comes back by itself sends where it stood as a header, and the query of its first
     * visit again: the header wins.
     */
    static ObjectNode of(HttpServletRequest request) {
        ObjectNode resume = JsonNodeFactory.instance.objectNode();
        resume.put("type", "resume");
        for (String name : TEXTS) {
            Optional.ofNullable(request.getParameter(name)).ifPresent(value -> resume.put(name, value));
        }
        String[] tenants = request.getParameterValues(TENANT);
        if (tenants != null) {
            ArrayNode filter = resume.putObject("filter").putArray("tenants");
            Stream.of(tenants).forEach(filter::add);
        }
        lastEventId(request).ifPresent(token -> {
            resume.put("from", "cursor");
            resume.remove("timestampMs");
            resume.put("token", token);
        });
        return resume;
    }

    /** The query parameters that say something about the resume. */
    static List<String> namesIn(HttpServletRequest request) {
        return Stream.concat(TEXTS.stream(), Stream.of(TENANT, "last_event_id", "lastEventId"))
                .filter(name -> request.getParameter(name) != null)
                .toList();
    }

    private static Optional<String> lastEventId(HttpServletRequest request) {
        return Stream.of(
                        request.getHeader("Last-Event-ID"),
                        request.getParameter("last_event_id"),
                        request.getParameter("lastEventId"))
                .filter(id -> id != null && !id.isEmpty())
                .findFirst();
    }
}
