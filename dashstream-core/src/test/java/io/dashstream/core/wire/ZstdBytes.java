package io.dashstream.core.wire;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;

/** Record values with zstd frames of every sort, most of which no encoder of ours would write. */
final class ZstdBytes {

    private ZstdBytes() {}

    /** The framing byte and what zstd makes of the content, smaller or not. */
    static byte[] framed(byte[] content) {
        return concat(new byte[] {Framing.ZSTD}, bare(content, true));
    }

    static byte[] bare(byte[] content, boolean withSize) {
        try (ZstdCompressCtx context = new ZstdCompressCtx().setLevel(3).setContentSize(withSize)) {
            return context.compress(content);
        }
    }

    /** A frame with an eight-byte content size, true or not, over blocks of one repeated byte. */
    static byte[] runs(long declaredSize, int... runLengths) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, (byte) 0xC0, 0x70});
        littleEndian(out, declaredSize, 8);
        for (int i = 0; i < runLengths.length; i++) {
            int last = i == runLengths.length - 1 ? 1 : 0;
            littleEndian(out, (long) runLengths[i] << 3 | 0b010 | last, 3);
            out.write(0);
        }
        return out.toByteArray();
    }

    /** A frame with a one-byte content size and one block that holds the content as it is. */
    static byte[] stored(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0x20, (byte) content.length});
        littleEndian(out, (long) content.length << 3 | 1, 3);
        out.writeBytes(content);
        return out.toByteArray();
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static void littleEndian(ByteArrayOutputStream out, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> (8 * i)));
        }
    }
}
