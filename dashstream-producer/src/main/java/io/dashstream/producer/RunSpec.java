package io.dashstream.producer;

import io.dashstream.core.wire.WireLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a run when it begins. Not thread-safe. */
public final class RunSpec {

    private final String threadId;
    private Optional<String> tenantId = Optional.empty();
    private Optional<String> runId = Optional.empty();
    private Optional<String> resumedFrom = Optional.empty();
    private Optional<GraphManifest> manifest = Optional.empty();
    private final Map<String, Object> attributes = new LinkedHashMap<>();
    private boolean hasInitialState;
    private @Nullable Object initialState;

    private RunSpec(String threadId) {
        this.threadId = threadId;
    }

    /**
     * Begins a specification.
     *
     * @param threadId the conversation or session that the run belongs to: all of a thread's messages keep their order. Not
     *     blank, at most 256 characters
     * @return a specification with all defaults
     * @throws io.dashstream.core.wire.WireException if the id is refused
     */
    public static RunSpec of(String threadId) {
        return new RunSpec(WireLimits.requireThreadId(threadId));
    }

    /**
     * Sets the tenant.
     *
     * @param newTenantId not blank, at most 256 characters; default: the producer's
     * @return this specification
     * @throws io.dashstream.core.wire.WireException if the id is refused
     */
    public RunSpec tenantId(String newTenantId) {
        tenantId = Optional.of(WireLimits.requireTenantId(newTenantId));
        return this;
    }

    /**
     * Sets the run's own id.
     *
     * @param newRunId unique for each run; default: a random one
     * @return this specification
     */
    public RunSpec runId(String newRunId) {
        if (newRunId.isBlank() || newRunId.length() > WireLimits.MAX_ID_CHARS) {
            throw new ProducerException("run_id has " + newRunId.length()
                    + " characters; it must not be blank and have at most " + WireLimits.MAX_ID_CHARS);
        }
        runId = Optional.of(newRunId);
        return this;
    }

    /**
     * Says that this run goes on where another was interrupted.
     *
     * @param earlierRunId the other run's id
     * @return this specification
     */
    public RunSpec resumedFrom(String earlierRunId) {
        resumedFrom = Optional.of(earlierRunId);
        return this;
    }

    /**
     * Describes the graph.
     *
     * @param newManifest nodes, edges and names
     * @return this specification
     */
    public RunSpec manifest(GraphManifest newManifest) {
        manifest = Optional.of(newManifest);
        return this;
    }

    /**
     * Sets the state that the run begins with. Without one, the first state is sent whole.
     *
     * @param state any value
     * @return this specification
     */
    public RunSpec initialState(@Nullable Object state) {
        hasInitialState = true;
        initialState = state;
        return this;
    }

    /**
     * Adds an attribute of the application's own to the start of the run.
     *
     * @param name its name
     * @param value any value
     * @return this specification
     */
    public RunSpec attribute(String name, Object value) {
        attributes.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return this;
    }

    String threadId() {
        return threadId;
    }

    Optional<String> tenantId() {
        return tenantId;
    }

    Optional<String> runId() {
        return runId;
    }

    Optional<String> resumedFrom() {
        return resumedFrom;
    }

    Optional<GraphManifest> manifest() {
        return manifest;
    }

    Map<String, Object> attributes() {
        return attributes;
    }

    boolean hasInitialState() {
        return hasInitialState;
    }

    @Nullable
    Object initialState() {
        return initialState;
    }
}
