package io.dashstream.replay.store.redis;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoredRecord;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * What an entry says of its record besides the value: {@code <timestamp> <leader epoch> <role><readability> } and then, for
 * each thread, {@code <bytes>:<tag>}. The scripts read it too. Letters and not ordinals, so that an enum may grow.
 */
final class HeaderText {

    private static final Map<StateRole, Character> ROLES =
            Map.of(StateRole.NONE, 'N', StateRole.CHANGE, 'C', StateRole.BASE, 'B');
    private static final Map<Readability, Character> READABILITIES = Map.of(
            Readability.READABLE, 'R',
            Readability.NO_VALUE, 'V',
            Readability.OVERSIZED, 'O',
            Readability.NEWER_SCHEMA, 'N',
            Readability.UNDECODABLE, 'U');
    private static final Map<Character, StateRole> ROLE_OF = inverse(ROLES);
    private static final Map<Character, Readability> READABILITY_OF = inverse(READABILITIES);

    private HeaderText() {}

    static byte[] write(StoredRecord record) {
        RecordLabel label = record.label();
        ByteArrayOutputStream out = new ByteArrayOutputStream(96);
        out.writeBytes(Keys.bytes(record.timestampMillis() + " " + record.leaderEpoch() + " " + ROLES.get(label.role())
                + READABILITIES.get(label.readability()) + " "));
        for (ThreadKey thread : label.threads()) {
            byte[] tag = Keys.tag(thread);
            out.writeBytes(Keys.bytes(tag.length + (label.isBaseOf(thread) ? "=" : ":")));
            out.writeBytes(tag);
        }
        return out.toByteArray();
    }

    static StateRole role(byte letter) {
        return known(ROLE_OF, letter);
    }

    static Readability readability(byte letter) {
        return known(READABILITY_OF, letter);
    }

    private static <E> E known(Map<Character, E> letters, byte letter) {
        E value = letters.get((char) letter);
        if (value == null) {
            throw new NumberFormatException("unknown letter " + (char) letter);
        }
        return value;
    }

    private static <E> Map<Character, E> inverse(Map<E, Character> letters) {
        Map<Character, E> inverse = new HashMap<>();
        letters.forEach((value, letter) -> inverse.put(letter, value));
        return Map.copyOf(inverse);
    }
}
