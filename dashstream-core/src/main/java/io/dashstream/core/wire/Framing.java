package io.dashstream.core.wire;

/** The first byte of a record value. */
final class Framing {

    /** A message follows as it is. */
    static final byte PLAIN = 0x00;

    /** One zstd frame follows. */
    static final byte ZSTD = 0x01;

    /** From here on a byte can be the first of a bare protobuf message: field 1 with the lowest wire type. */
    static final int LOWEST_TAG = 0x08;

    private Framing() {}
}
