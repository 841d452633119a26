package io.dashstream.architecture.promql;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What tells a series from others: its name, which is the label {@value #NAME}, and its other labels.
 *
 * @param values each label's value, sorted by label
 */
public record Labels(SortedMap<String, String> values) {

    static final String NAME = "__name__";

    /** Labels that keep what they are made of. */
    public Labels {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /**
     * Labels without a name.
     *
     * @param values each label's value
     * @return the labels
     */
    public static Labels of(Map<String, String> values) {
        return new Labels(new TreeMap<>(values));
    }

    /**
     * The name of the metric.
     *
     * @return the name, or an empty one
     */
    public String name() {
        return get(NAME);
    }

    /**
     * A label's value. As in Prometheus, a label that is not there is one that is empty.
     *
     * @param label the label
     * @return its value, or an empty one
     */
    public String get(String label) {
        return values.getOrDefault(label, "");
    }

    /**
     * These labels and one more.
     *
     * @param label the label
     * @param value its value
     * @return the labels
     */
    public Labels with(String label, String value) {
        SortedMap<String, String> more = new TreeMap<>(values);
        more.put(label, value);
        return new Labels(more);
    }

    Labels withoutName() {
        SortedMap<String, String> fewer = new TreeMap<>(values);
        fewer.remove(NAME);
        return new Labels(fewer);
    }

    Labels only(Collection<String> labels) {
        SortedMap<String, String> fewer = new TreeMap<>(values);
        fewer.keySet().retainAll(labels);
        return new Labels(fewer);
    }

    @Override
    public String toString() {
        return name()
                + values.entrySet().stream()
                        .filter(label -> !label.getKey().equals(NAME))
                        .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
                        .collect(Collectors.joining(",", "{", "}"));
    }
}
