package io.dashstream.producer;

/** One model call. */
public interface LlmScope extends Scope {

    /**
     * The call's id.
     *
     * @return an id, unique for each call
     */
    String requestId();

    /**
     * A piece of the answer.
     *
     * @param text the piece; under load pieces are the first to be dropped
     */
    void token(CharSequence text);

    /**
     * An attempt failed and the call is made again.
     *
     * @param failure why
     */
    void retry(Throwable failure);

    /**
     * The call ended well.
     *
     * @param promptTokens tokens read
     * @param completionTokens tokens written
     */
    void complete(int promptTokens, int completionTokens);
}
