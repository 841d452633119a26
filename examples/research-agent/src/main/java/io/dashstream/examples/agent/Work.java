package io.dashstream.examples.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A text of the corpus.
 *
 * @param name     its short name, as in {@code federalist-51}
 * @param facts    title, author, published, source
 * @param passages its paragraphs, in order
 */
record Work(String name, Map<String, String> facts, List<Passage> passages) {

    /** Facts up to the first empty line, then one paragraph per line, with empty lines between. */
    static Work parse(String name, List<String> lines) {
        int body = lines.indexOf("");
        Map<String, String> facts = new TreeMap<>();
        for (String line : lines.subList(0, body)) {
            int colon = line.indexOf(": ");
            facts.put(line.substring(0, colon), line.substring(colon + 2));
        }
        List<Passage> passages = new ArrayList<>();
        for (String line : lines.subList(body, lines.size())) {
            if (!line.isBlank()) {
                passages.add(new Passage(name + "#" + (passages.size() + 1), line));
            }
        }
        return new Work(name, Map.copyOf(facts), List.copyOf(passages));
    }

    String citation() {
        return facts.get("author") + ", " + facts.get("title") + ", " + facts.get("published");
    }
}
