package io.dashstream.replay.reader;

/**
 * What a reader was told to do, for others to show.
 *
 * @param topic the topic that is read
 * @param maxMessageBytes how large a message may be, decompressed
 * @param poisonPolicy what becomes of a record that can't be read
 */
public record ReaderSettings(String topic, int maxMessageBytes, PoisonPolicy poisonPolicy) {}
