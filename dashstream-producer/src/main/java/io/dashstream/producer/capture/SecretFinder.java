package io.dashstream.producer.capture;

/** Finds secrets in a text. Stateless. */
interface SecretFinder {

    /**
     * Finds the first secret.
     *
     * @param text looked at through {@code charAt} only, a bounded number of times per character
     * @param from where to start; what stands before is context
     * @param complete whether the text ends here for good; if not, what may be the begin of a secret is undecided
     * @param finding is filled
     * @return the outcome that finding has as well
     */
    Finding.Outcome next(CharSequence text, int from, boolean complete, Finding finding);
}
