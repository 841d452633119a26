package io.dashstream.replay.dialect;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The resumes of a session by their number, as their client put them, until later ones replace them. Thread-safe.
 *
 * @param <T> what a dialect keeps of a resume
 */
public final class ResumeBook<T> {

    private final Map<Long, T> open = new ConcurrentHashMap<>();
    private long count;

    /** Creates an empty book. */
    public ResumeBook() {}

    /**
     * Notes one more; called in the order in which the session is asked.
     *
     * @param asked what the client asked
     */
    public synchronized void note(T asked) {
        count++;
        open.put(count, asked);
    }

    /**
     * What a resume was. It may be answered again, after a reset; those before it are over.
     *
     * @param number its number, from 1 on
     * @return what the client asked
     */
    public Optional<T> of(long number) {
        open.keySet().removeIf(older -> older < number);
        return Optional.ofNullable(open.get(number));
    }
}
