package io.dashstream.core.json;

/**
 * Where {@link JsonWriter} puts its bytes: an array that is open for fast writing, and a subclass that decides what
 * happens when it is full.
 */
abstract class ByteSink {

    /** The largest room that a writer may ask for at once; no sink has a smaller array. */
    static final int MAX_ROOM = 8 * 1024;

    byte[] buffer;
    int position;

    ByteSink(int capacity) {
        this.buffer = new byte[capacity];
    }

    /** Makes sure that {@code bytes} fit behind the position. */
    final void ensure(int bytes) {
        if (buffer.length - position < bytes) {
            makeRoom(bytes);
        }
    }

    /** Says that at least so many bytes will follow, so that a sink can refuse them before they are made. */
    void announce(long bytes) {}

    /** Makes room for at least {@code bytes}, which is at most {@link #MAX_ROOM}. */
    abstract void makeRoom(int bytes);
}
