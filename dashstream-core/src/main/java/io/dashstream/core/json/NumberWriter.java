package io.dashstream.core.json;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** Writes numbers: whole ones with all their digits, others as the spelling says. */
final class NumberWriter {

    private static final int LONGEST_LONG = 20;

    private final ByteSink out;
    private final Spelling spelling;

    NumberWriter(ByteSink out, Spelling spelling) {
        this.out = out;
        this.spelling = spelling;
    }

    void write(JsonNode number) {
        if (!JsonValues.isInteger(number)) {
            fraction(JsonValues.toDouble(number));
        } else if (number.canConvertToLong()) {
            whole(number.longValue());
        } else {
            ascii(Numbers.requireFinite(number.bigIntegerValue()).toString());
        }
    }

    private void fraction(double value) {
        if (Numbers.isSafeWhole(value)) {
            whole((long) value);
        } else {
            ascii(spelling.of(Numbers.requireFinite(value)));
        }
    }

    void whole(long value) {
        out.ensure(LONGEST_LONG);
        out.position = NumberOutput.outputLong(value, out.buffer, out.position);
    }

    private void ascii(String digits) {
        byte[] bytes = digits.getBytes(StandardCharsets.ISO_8859_1);
        out.ensure(bytes.length);
        System.arraycopy(bytes, 0, out.buffer, out.position, bytes.length);
        out.position += bytes.length;
    }
}
