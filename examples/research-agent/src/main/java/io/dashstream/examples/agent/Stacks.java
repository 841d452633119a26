package io.dashstream.examples.agent;

import java.util.HashSet;
import java.util.Set;

/**
 * The library's stacks as one reader knows them: the first time a volume is asked for it has to be fetched, and whoever asks is told to ask
 * again. A service that answers only the second time, without chance, so that a retry is to be seen in every run.
 */
final class Stacks {

    private final Corpus corpus;
    private final Set<String> fetched = new HashSet<>();

    Stacks(Corpus corpus) {
        this.corpus = corpus;
    }

    synchronized String citation(String work) throws VolumeNotReadyException {
        if (fetched.add(work)) {
            throw new VolumeNotReadyException(work);
        }
        return corpus.work(work).citation();
    }
}
