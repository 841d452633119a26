package io.dashstream.replay.store.redis;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.ReplayException;
import io.dashstream.replay.store.Readability;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StateRole;
import io.dashstream.replay.store.StoredRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

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

    static StoredRecord read(int partition, long offset, byte[] header, byte[] value) {
        try {
            int time = indexOf(header, ' ', 0);
            int leader = indexOf(header, ' ', time + 1);
            long timestamp = Long.parseLong(text(header, 0, time));
            int leaderEpoch = Integer.parseInt(text(header, time + 1, leader));
            StateRole role = known(ROLE_OF, header[leader + 1]);
            Readability readability = known(READABILITY_OF, header[leader + 2]);
            RecordLabel label = label(header, leader + 4, role, readability);
            return StoredRecord.wrap(partition, offset, leaderEpoch, timestamp, label, value);
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new ReplayException(
                    "the entry of partition " + partition + " offset " + offset
                            + " in Redis has a header that can't be read",
                    e);
        }
    }

    private static RecordLabel label(byte[] header, int from, StateRole role, Readability readability) {
        Set<ThreadKey> threads = new HashSet<>();
        Set<ThreadKey> bases = new HashSet<>();
        for (int at = from; at < header.length; ) {
            int sign = behindDigits(header, at);
            int start = sign + 1;
            int end = start + Integer.parseInt(text(header, at, sign));
            int inner = indexOf(header, ':', start) + 1;
            int split = inner + Integer.parseInt(text(header, start, inner - 1));
            ThreadKey thread = new ThreadKey(text(header, inner, split), text(header, split, end));
            threads.add(thread);
            if (header[sign] == '=') {
                bases.add(thread);
            }
            at = end;
        }
        return new RecordLabel(threads, role, readability, bases);
    }

    private static int behindDigits(byte[] bytes, int from) {
        int at = from;
        while (bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at;
    }

    private static int indexOf(byte[] bytes, char wanted, int from) {
        int at = from;
        while (bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
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
