package io.dashstream.core.wire;

/** The sizes that writers keep to and readers insist on. */
public final class WireLimits {

    /**
     * The largest message, without the framing byte and before compression, unless configured otherwise: 10 MiB. The framing
     * byte comes on top, so a record value is at most one byte longer.
     */
    public static final int MAX_MESSAGE_BYTES_DEFAULT = 10 * 1024 * 1024;

    /** The smallest limit that can be configured: below it not even an error could be reported. */
    public static final int MAX_MESSAGE_BYTES_LOWEST = 1024;

    /** The highest limit that can be configured: 1 GiB, so that no size in this package exceeds an {@code int}. */
    public static final int MAX_MESSAGE_BYTES_HIGHEST = 1024 * 1024 * 1024;

    /** The longest tenant or thread id, in UTF-16 code units as {@link String#length()} counts them. */
    public static final int MAX_ID_CHARS = 256;

    /**
     * How deep attribute values may nest, counted in arrays and maps around a value. A map inside a batch costs three levels of
     * protobuf nesting, and protobuf readers stop at 100.
     */
    public static final int MAX_ATTRIBUTE_DEPTH = 32;

    private WireLimits() {}

    /**
     * Checks a tenant id before it is written.
     *
     * @param tenantId the application's tenant id
     * @return the same id
     * @throws WireException with {@link WireException.Reason#INVALID_ID} if it is blank, longer than {@link #MAX_ID_CHARS} or has
     *     an unpaired surrogate, which UTF-8 cannot hold
     */
    public static String requireTenantId(String tenantId) {
        return requireId("tenant_id", tenantId);
    }

    /**
     * Checks a thread id before it is written.
     *
     * @param threadId the application's thread id
     * @return the same id
     * @throws WireException with {@link WireException.Reason#INVALID_ID} if it is blank, longer than {@link #MAX_ID_CHARS} or has
     *     an unpaired surrogate, which UTF-8 cannot hold
     */
    public static String requireThreadId(String threadId) {
        return requireId("thread_id", threadId);
    }

    static int requireMaxMessageBytes(int bytes) {
        return requireInRange("maxMessageBytes", bytes, MAX_MESSAGE_BYTES_LOWEST, MAX_MESSAGE_BYTES_HIGHEST);
    }

    static int requireInRange(String setting, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw new WireException(
                    WireException.Reason.INVALID_ARGUMENT,
                    setting + " is " + value + "; allowed are " + lowest + " to " + highest);
        }
        return value;
    }

    private static String requireId(String field, String id) {
        if (id.length() > MAX_ID_CHARS) {
            throw refusal(field, id, "at most " + MAX_ID_CHARS + " characters are allowed, it has " + id.length());
        }
        if (id.isBlank()) {
            throw refusal(field, id, "it must not be blank");
        }
        if (hasUnpairedSurrogate(id)) {
            throw refusal(field, id, "it must be valid Unicode, without unpaired surrogates");
        }
        return id;
    }

    private static boolean hasUnpairedSurrogate(String id) {
        return id.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static WireException refusal(String field, String id, String rule) {
        return new WireException(
                WireException.Reason.INVALID_ID, field + " \"" + LogText.of(id) + "\" is refused: " + rule);
    }
}
