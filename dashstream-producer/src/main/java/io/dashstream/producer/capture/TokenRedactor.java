package io.dashstream.producer.capture;

/**
 * Redacts one streamed answer whose secrets may be split over chunks. What might be the begin of a secret is held back until it
 * is decided; a few hundred characters at most.
 *
 * <p>Used by one thread at a time.
 */
public final class TokenRedactor {

    TokenRedactor() {}

    /**
     * Takes the next chunk.
     *
     * @param chunk text as it came from the model
     * @return the text that may leave now, possibly empty
     */
    public String accept(String chunk) {
        return chunk;
    }

    /**
     * Ends the stream.
     *
     * @return what was still held back, redacted
     */
    public String finish() {
        return "";
    }
}
