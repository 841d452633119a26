package io.dashstream.producer;

/**
 * Something that begins and ends: a run, a node, a model call, a tool call.
 *
 * <p>Exactly one end is reported, the first; later ones are ignored. No method throws or blocks. Thread-safe.
 */
public interface Scope extends AutoCloseable {

    /** It ended well. */
    void complete();

    /**
     * It failed.
     *
     * @param failure why; wrappers such as {@code ExecutionException} are taken off
     */
    void fail(Throwable failure);

    /** It was cancelled. */
    void cancel();

    /**
     * Ends it as {@link Outcome#INCOMPLETE} if nothing else has ended it: {@code close} can't see an exception that leaves a
     * try-with-resources block, so it never takes silence for success.
     */
    @Override
    void close();
}
