package io.dashstream.core.wire;

import io.dashstream.core.wire.WireException.Reason;

/**
 * What can be known of a zstd frame without decompressing it (RFC 8878 section 3.1.1).
 *
 * <p>Walks the frame's header and the three-byte headers of its blocks. That finds, before a byte is allocated: whether there
 * is exactly one frame and nothing behind it, what content size it declares, and how much its blocks could hold at most. The
 * zstd library alone would not do: its one-shot call silently decodes concatenated frames, and it takes the declared size for
 * true until the last block.
 *
 * @param start index of the frame's first byte
 * @param end index behind its last byte
 * @param declaresSize whether the frame header has a content size
 * @param declaredSize that size, unsigned; otherwise 0
 * @param largestContent what the blocks can decompress to at most
 */
record ZstdFrame(int start, int end, boolean declaresSize, long declaredSize, long largestContent) {

    private static final int MAGIC = 0xFD2FB528;
    private static final int MAGIC_BYTES = 4;
    private static final int BLOCK_HEADER_BYTES = 3;
    private static final int CHECKSUM_BYTES = 4;
    private static final int LARGEST_BLOCK = 128 * 1024;
    private static final int SHORTEST_WINDOW_LOG = 10;

    private static final int RAW = 0;
    private static final int RUN_LENGTH = 1;
    private static final int COMPRESSED = 2;

    static boolean startsAt(byte[] bytes, int start, int end) {
        return end - start >= MAGIC_BYTES && littleEndian(bytes, start, MAGIC_BYTES) == (MAGIC & 0xFFFFFFFFL);
    }

    /** How long zstd can make its input at most: longer than {@code ZSTD_COMPRESSBOUND} says for any size. */
    static int longestFor(int contentBytes) {
        return contentBytes + contentBytes / 128 + 512;
    }

    /**
     * Reads the frame that starts at an index and must end at another.
     *
     * @throws WireException if there is no such frame, or something behind it
     */
    static ZstdFrame parse(byte[] bytes, int start, int end) {
        return new Walk(bytes, start, end).frame();
    }

    private static long littleEndian(byte[] bytes, int at, int length) {
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << 8 | (bytes[at + i] & 0xFF);
        }
        return value;
    }

    /** One pass over the headers. */
    private static final class Walk {

        private final byte[] bytes;
        private final int start;
        private final int end;
        private int at;

        Walk(byte[] bytes, int start, int end) {
            this.bytes = bytes;
            this.start = start;
            this.end = end;
            this.at = start;
        }

        ZstdFrame frame() {
            if (!startsAt(bytes, start, end)) {
                throw malformed("no zstd frame: the four bytes 28 b5 2f fd are missing");
            }
            at += MAGIC_BYTES;
            int descriptor = (int) number(1);
            boolean singleSegment = (descriptor & 0x20) != 0;
            boolean checksum = (descriptor & 0x04) != 0;
            if ((descriptor & 0x08) != 0) {
                throw malformed("the zstd frame header sets a reserved bit");
            }
            long window = singleSegment ? Long.MAX_VALUE : windowSize((int) number(1));
            int dictionaryBytes = (1 << (descriptor & 0x03)) >> 1;
            if (number(dictionaryBytes) != 0) {
                throw malformed("the zstd frame needs a dictionary; none is used here");
            }
            int sizeFlag = descriptor >> 6;
            boolean declaresSize = sizeFlag != 0 || singleSegment;
            long declaredSize = declaresSize ? contentSize(sizeFlag) : 0;
            long largest = blocks(Math.min(window, LARGEST_BLOCK));
            if (checksum) {
                skip(CHECKSUM_BYTES);
            }
            if (at != end) {
                throw new WireException(
                        Reason.TRAILING_BYTES,
                        at,
                        (end - at) + " bytes follow the zstd frame that ends at byte " + at
                                + "; a record is exactly one frame");
            }
            return new ZstdFrame(start, end, declaresSize, declaredSize, largest);
        }

        private long contentSize(int flag) {
            return switch (flag) {
                case 0 -> number(1);
                case 1 -> number(2) + 256;
                case 2 -> number(4);
                default -> number(8);
            };
        }

        private static long windowSize(int descriptor) {
            long base = 1L << (SHORTEST_WINDOW_LOG + (descriptor >> 3));
            return base + base / 8 * (descriptor & 0x07);
        }

        private long blocks(long largestBlock) {
            long content = 0;
            boolean last = false;
            while (!last) {
                int header = (int) number(BLOCK_HEADER_BYTES);
                last = (header & 1) != 0;
                int size = header >> 3;
                switch (header >> 1 & 0x03) {
                    case RAW -> {
                        skip(size);
                        content += size;
                    }
                    case RUN_LENGTH -> {
                        skip(1);
                        content += size;
                    }
                    case COMPRESSED -> {
                        skip(size);
                        content += largestBlock;
                    }
                    default -> throw malformed("a zstd block has the reserved type");
                }
                if (size > largestBlock) {
                    throw malformed("a zstd block of " + size + " bytes; at most " + largestBlock + " are allowed");
                }
            }
            return content;
        }

        private long number(int length) {
            int from = at;
            skip(length);
            return littleEndian(bytes, from, length);
        }

        private void skip(int length) {
            if (length > end - at) {
                throw malformed("the zstd frame is cut short: " + length + " bytes expected, " + (end - at) + " left");
            }
            at += length;
        }

        private WireException malformed(String what) {
            return new WireException(Reason.MALFORMED_COMPRESSION, at, what + " (at byte " + at + ")");
        }
    }
}
