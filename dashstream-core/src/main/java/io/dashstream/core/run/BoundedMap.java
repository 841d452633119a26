package io.dashstream.core.run;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets what was not used for longest. */
class BoundedMap<K, V> extends LinkedHashMap<K, V> {

    private final int largest;
    private boolean forgot;

    BoundedMap(int largest) {
        super(16, 0.75f, true);
        this.largest = largest;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        if (size() <= largest) {
            return false;
        }
        forgot = true;
        return true;
    }

    /** Whether anything was forgotten so far. */
    boolean forgot() {
        return forgot;
    }
}
