package io.dashstream.architecture.operations;

import java.util.List;

/**
 * What goes wrong, as seen in scrapes.
 *
 * @param alert the alert that is there for it
 * @param effects what it does to the series of a server
 * @param companions other alerts that are right to fire with it
 */
record Trouble(String alert, List<Effect> effects, List<String> companions) {

    /** What is different from a healthy server. */
    sealed interface Effect {}

    /** A level is another one while the trouble lasts. */
    record Level(String series, double value) implements Effect {}

    /** A figure grows, by so much a minute, and keeps what it has when the trouble is over. */
    record Growth(String series, double perMinute) implements Effect {}

    /** All series of a name are missing while the trouble lasts. */
    record Gone(String name) implements Effect {}

    /** Nothing is scraped while the trouble lasts. */
    record Unreachable() implements Effect {}

    static Trouble of(String alert, Effect... effects) {
        return new Trouble(alert, List.of(effects), List.of());
    }

    Trouble with(String... others) {
        return new Trouble(alert, effects, List.of(others));
    }

    static Effect level(String series, double value) {
        return new Level(series, value);
    }

    static Effect growth(String series, double perMinute) {
        return new Growth(series, perMinute);
    }

    static Effect gone(String name) {
        return new Gone(name);
    }

    @Override
    public String toString() {
        return alert;
    }
}
