package io.dashstream.replay.reader;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a reader was told to do, for others to show.
 *
 * @param topic the topic that is read
 * @param maxMessageBytes how large a message may be, decompressed
 * @param poisonPolicy what becomes of a record that can't be read
 * @param effective what each setting is, under the name of its variable; it holds no secret, and not where the cluster is
 */
public record ReaderSettings(
        String topic, int maxMessageBytes, PoisonPolicy poisonPolicy, SortedMap<String, String> effective) {

    /**
     * Takes the settings.
     *
     * @param topic the topic that is read
     * @param maxMessageBytes how large a message may be, decompressed
     * @param poisonPolicy what becomes of a record that can't be read
     * @param effective what each setting is, under the name of its variable
     */
    public ReaderSettings {
        effective = Collections.unmodifiableSortedMap(new TreeMap<>(effective));
    }
}
