package io.dashstream.core.wire;

/**
 * Makes zstd frames. What {@link FrameEncoder} uses unless told otherwise is zstd with a reused context; another one can be set
 * to use another library, or to see what happens when compression fails.
 *
 * <p>Used by one thread at a time. An exception, or a result that is not one zstd frame with its content size in the header,
 * is a failed compression: the message is then sent plain and the failure is counted.
 */
@FunctionalInterface
public interface FrameCompressor extends AutoCloseable {

    /**
     * Compresses into a buffer that has room for incompressible input.
     *
     * @param source holds the message from index 0
     * @param sourceLength how many bytes of it
     * @param target where to write the zstd frame; has at least {@code sourceLength + sourceLength / 128 + 512} bytes from
     *     {@code targetOffset} on
     * @param targetOffset where the zstd frame starts
     * @return the length of the zstd frame
     */
    int compress(byte[] source, int sourceLength, byte[] target, int targetOffset);

    /** Gives back what it holds; nothing by default. */
    @Override
    default void close() {}
}
