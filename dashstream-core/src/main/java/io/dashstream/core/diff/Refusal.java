package io.dashstream.core.diff;

import io.dashstream.core.diff.PatchException.Reason;

/** Why one operation can't be applied, before it is known which one it is. Never leaves the package. */
final class Refusal extends Exception {

    private final Reason reason;

    Refusal(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
