package io.dashstream.core.run;

import io.dashstream.core.DashStreamException;
import io.dashstream.core.run.Corruption.Reason;

/** Ends the reading of a state message; never leaves {@link StateDecoder}. */
final class Refusal extends DashStreamException {

    private final Reason reason;
    private final String text;

    Refusal(Reason reason, String text) {
        super(text);
        this.reason = reason;
        this.text = text;
    }

    Refusal(Reason reason, DashStreamException cause) {
        super(String.valueOf(cause.getMessage()), cause);
        this.reason = reason;
        this.text = String.valueOf(cause.getMessage());
    }

    Reason reason() {
        return reason;
    }

    String text() {
        return text;
    }
}
