package io.dashstream.producer.capture;

/** Recognises one kind of secret at a place. */
interface SecretRule {

    /**
     * Looks whether a secret stands at a place.
     *
     * @param text the text
     * @param at where the rule's first character stands
     * @param complete whether the text ends here for good
     * @param finding is filled
     * @return nothing, undecided or found, as finding says as well
     */
    Finding.Outcome look(CharSequence text, int at, boolean complete, Finding finding);
}
