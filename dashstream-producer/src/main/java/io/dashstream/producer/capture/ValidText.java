package io.dashstream.producer.capture;

/** Makes text fit to leave: valid Unicode, of bounded length. */
final class ValidText {

    private static final char REPLACEMENT = '\uFFFD';

    private ValidText() {}

    /** Returns the text with each surrogate that has no partner replaced by U+FFFD. */
    static String repair(String text) {
        StringBuilder valid = new StringBuilder(text);
        for (int i = 0; i < valid.length(); i++) {
            char c = valid.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c)
                    && i + 1 < valid.length()
                    && Character.isLowSurrogate(valid.charAt(i + 1))) {
                i++;
            } else {
                valid.setCharAt(i, REPLACEMENT);
            }
        }
        return valid.toString();
    }

    /** Returns at most {@code maxChars} characters of a text and an ellipsis for what is missing; never half a code point. */
    static String cut(CharSequence text, int maxChars) {
        if (text.length() <= maxChars) {
            return text.toString();
        }
        int end = maxChars;
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.subSequence(0, end) + "\u2026";
    }
}
