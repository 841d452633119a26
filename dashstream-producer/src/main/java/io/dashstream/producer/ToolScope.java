package io.dashstream.producer;

import org.jspecify.annotations.Nullable;

/** One tool call, with all its attempts. */
public interface ToolScope extends Scope {

    /**
     * The call's id.
     *
     * @return an id, unique for each call
     */
    String callId();

    /**
     * An attempt failed and the call is tried again.
     *
     * @param failure why
     */
    void retry(Throwable failure);

    /**
     * The call ended well.
     *
     * @param result what it gave; any value
     */
    void complete(@Nullable Object result);
}
