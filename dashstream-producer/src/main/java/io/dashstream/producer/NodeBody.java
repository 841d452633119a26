package io.dashstream.producer;

/**
 * What a node does.
 *
 * @param <R> what it gives
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface NodeBody<R, X extends Exception> {

    /**
     * Runs the node.
     *
     * @param node the node's scope, for tools, tokens and states
     * @return whatever the node gives
     * @throws X what the node throws; it is reported and thrown on
     */
    R run(NodeScope node) throws X;
}
