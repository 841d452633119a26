package io.dashstream.replay.endpoint;

import io.dashstream.core.wire.LogText;
import io.dashstream.replay.run.RunPage;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Which part of a list of runs is asked for.
 *
 * @param limit how many runs at most
 * @param before behind which to begin
 */
record PageQuery(int limit, long before) {

    static final int LIMIT_DEFAULT = 100;
    static final int LIMIT_MOST = 1_000;

    /** The query asks for something that there is not. */
    static final class InvalidException extends Exception {

        private static final long serialVersionUID = 1;

        InvalidException(String parameter, String value, String allowed) {
            super(parameter + " is \"" + LogText.of(value) + "\"; allowed is " + allowed);
        }
    }

    static PageQuery of(HttpServletRequest request) throws InvalidException {
        return new PageQuery(
                Math.toIntExact(
                        number(request, "limit", LIMIT_DEFAULT, LIMIT_MOST, "a whole number from 1 to " + LIMIT_MOST)),
                number(request, "before", RunPage.FRONT, Long.MAX_VALUE, "what the list before it gave as before"));
    }

    private static long number(HttpServletRequest request, String parameter, long preset, long most, String allowed)
            throws InvalidException {
        Optional<String> text = Optional.ofNullable(request.getParameter(parameter));
        if (text.isEmpty()) {
            return preset;
        }
        if (text.get().matches("[1-9][0-9]{0,17}")) {
            long value = Long.parseLong(text.get());
            if (value <= most) {
                return value;
            }
        }
        throw new InvalidException(parameter, text.get(), allowed);
    }
}
