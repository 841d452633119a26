package io.dashstream.core.wire;

import io.dashstream.core.wire.v1.Header;

/**
 * The rules of {@code Header.sequence}: an unsigned 64-bit number held in a {@code long}.
 *
 * <p>From 2^63 on such a {@code long} is negative, so it is compared, printed and counted on by these functions and never by
 * operators. It never passes through a {@code double}, which has no odd numbers from 2^53 on. Zero is no number but says that
 * there is none, as in the envelope of a batch: it is not stored, compared, counted as a gap or resumed from.
 */
public final class Sequences {

    /** What stands in a header without a sequence number. */
    public static final long NONE = 0;

    /** The first number of a thread. */
    public static final long FIRST = 1;

    private Sequences() {}

    /**
     * Whether a header has a sequence number. The one place that decides it.
     *
     * @param header any header
     * @return false if its sequence is {@link #NONE}
     */
    public static boolean isPresent(Header header) {
        return isPresent(header.getSequence());
    }

    /**
     * Whether a value is a sequence number. The one place that decides it.
     *
     * @param sequence any value of the field
     * @return false if it is {@link #NONE}
     */
    public static boolean isPresent(long sequence) {
        return sequence != NONE;
    }

    /**
     * Orders two sequence numbers as unsigned.
     *
     * @param left a sequence number
     * @param right another one
     * @return negative, zero or positive, as for a comparator
     */
    public static int compare(long left, long right) {
        return Long.compareUnsigned(left, right);
    }

    /**
     * The number as exact decimal text: what stands in JSON, URLs and logs.
     *
     * @param sequence a sequence number
     * @return its digits
     */
    public static String toText(long sequence) {
        return Long.toUnsignedString(sequence);
    }

    /**
     * Reads what {@link #toText} wrote: {@code 0} or a digit from 1 to 9 and more ASCII digits, up to 2^64-1.
     *
     * @param text decimal digits
     * @return the number
     * @throws WireException with {@link WireException.Reason#INVALID_ARGUMENT} if the text is anything else
     */
    public static long parse(String text) {
        if (DecimalText.isUnsigned(text)) {
            try {
                return Long.parseUnsignedLong(text);
            } catch (NumberFormatException tooLarge) {
                throw refusal(text);
            }
        }
        throw refusal(text);
    }

    private static WireException refusal(String text) {
        return new WireException(
                WireException.Reason.INVALID_ARGUMENT,
                "not a sequence number: \"" + LogText.of(text) + "\"; decimal digits from 0 to 18446744073709551615");
    }
}
