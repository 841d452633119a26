package io.dashstream.examples.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The texts the agent searches: the Constitution of the United States and four essays that defended it, all in the public domain. */
public final class Corpus {

    private static final List<String> WORKS =
            List.of("constitution", "federalist-10", "federalist-51", "federalist-70", "federalist-78");

    private final Map<String, Work> works;

    private Corpus(List<Work> works) {
        this.works = works.stream().collect(Collectors.toUnmodifiableMap(Work::name, Function.identity()));
    }

    /**
     * Reads the texts that are bundled with this class.
     *
     * @return the corpus
     */
    public static Corpus bundled() {
        return new Corpus(WORKS.stream().map(Corpus::read).toList());
    }

    /**
     * All paragraphs of all works.
     *
     * @return them, work by work
     */
    public List<Passage> passages() {
        return WORKS.stream().flatMap(name -> work(name).passages().stream()).toList();
    }

    Work work(String name) {
        return Objects.requireNonNull(works.get(name), () -> "There is no work " + name + " in " + WORKS);
    }

    private static Work read(String name) {
        try (InputStream in =
                        Objects.requireNonNull(Corpus.class.getResourceAsStream("corpus/" + name + ".txt"), name);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return Work.parse(name, reader.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read the text " + name, e);
        }
    }
}
