package io.dashstream.replay.dialect;

/** How fast records may go out to a client that can't say what it has applied. */
public interface Pace {

    /** As fast as the transport takes them. */
    Pace FREE = new Pace() {
        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void spend(int records) {
            // Nothing is kept where nothing is limited.
        }

        @Override
        public void end() {
            // Nothing is waiting.
        }
    };

    /**
     * Whether a page may go out now. Who is told no is woken when it may.
     *
     * @return whether it may
     */
    boolean isOpen();

    /**
     * Counts what went out.
     *
     * @param records how many records
     */
    void spend(int records);

    /** Wakes nobody any more. */
    void end();
}
