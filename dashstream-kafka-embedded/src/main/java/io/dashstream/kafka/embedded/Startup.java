package io.dashstream.kafka.embedded;

/** A broker that did not come up leaves nothing behind. */
final class Startup {

    private Startup() {}

    static <N extends KafkaNode> N startOrClose(N node) {
        try {
            node.start();
            return node;
        } catch (RuntimeException e) {
            try {
                node.close();
            } catch (RuntimeException onClose) {
                e.addSuppressed(onClose);
            }
            throw e;
        }
    }
}
