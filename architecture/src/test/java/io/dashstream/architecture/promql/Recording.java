package io.dashstream.architecture.promql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Scrapes at equal distances, the first at time 0, as a Prometheus server keeps them. A series that is not in a scrape is stale from
 * then on, as the server marks it, and not merely old.
 */
public final class Recording {

    private final Duration interval;
    private final int scrapes;
    private final Map<String, List<Series>> series = new LinkedHashMap<>();

    /**
     * A recording.
     *
     * @param interval the time between two scrapes; less than the five minutes for which a server looks back
     * @param scrapes the scrapes; an empty one where the server could not be reached
     */
    public Recording(Duration interval, List<Scrape> scrapes) {
        if (interval.compareTo(Duration.ofMinutes(5)) >= 0) {
            throw new IllegalArgumentException("interval must be shorter than PT5M, but is " + interval);
        }
        this.interval = interval;
        this.scrapes = scrapes.size();
        Map<Labels, Series> known = new LinkedHashMap<>();
        for (int index = 0; index < scrapes.size(); index++) {
            int at = index;
            scrapes.get(index)
                    .values()
                    .forEach((labels, value) ->
                            known.computeIfAbsent(labels, this::begin).set(at, value));
        }
    }

    private Series begin(Labels labels) {
        Series begun = new Series(labels, scrapes);
        series.computeIfAbsent(labels.name(), name -> new ArrayList<>()).add(begun);
        return begun;
    }

    /**
     * The time between two scrapes.
     *
     * @return the interval
     */
    public Duration interval() {
        return interval;
    }

    /**
     * How many scrapes there are.
     *
     * @return the number
     */
    public int scrapes() {
        return scrapes;
    }

    /**
     * All series.
     *
     * @return each with its name and labels
     */
    public Stream<Series> series() {
        return series.values().stream().flatMap(List::stream);
    }

    Stream<Series> named(String name) {
        return series.getOrDefault(name, List.of()).stream();
    }

    /** One series: what it is called, and its value in each scrape in which it is. */
    public static final class Series {

        private final Labels labels;
        private final double[] values;
        private final BitSet present;

        private Series(Labels labels, int scrapes) {
            this.labels = labels;
            this.values = new double[scrapes];
            this.present = new BitSet(scrapes);
        }

        private void set(int scrape, double value) {
            values[scrape] = value;
            present.set(scrape);
        }

        /**
         * Its name and labels.
         *
         * @return the labels
         */
        public Labels labels() {
            return labels;
        }

        /**
         * Whether it is in a scrape.
         *
         * @param scrape the scrape's index
         * @return whether it is
         */
        public boolean isIn(int scrape) {
            return present.get(scrape);
        }

        /**
         * Its value in a scrape.
         *
         * @param scrape the index of a scrape that it is in
         * @return the value
         */
        public double value(int scrape) {
            return values[scrape];
        }
    }
}
