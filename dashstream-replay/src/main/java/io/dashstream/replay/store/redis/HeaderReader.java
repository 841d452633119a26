package io.dashstream.replay.store.redis;

import io.dashstream.core.run.ThreadKey;
import io.dashstream.replay.ReplayException;
import io.dashstream.replay.store.RecordLabel;
import io.dashstream.replay.store.StoredRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reads the headers of one page's entries, see {@link HeaderText}. Most of a page's headers differ in the time only; their
 * records share a label, which is made once.
 */
final class HeaderReader {

    private final Map<ByteBuffer, RecordLabel> labels = new HashMap<>();

    StoredRecord read(int partition, long offset, byte[] header, byte[] value) {
        try {
            int time = indexOf(header, ' ', 0);
            int leader = indexOf(header, ' ', time + 1);
            long timestamp = Long.parseLong(text(header, 0, time));
            int leaderEpoch = Integer.parseInt(text(header, time + 1, leader));
            return StoredRecord.wrap(partition, offset, leaderEpoch, timestamp, shared(header, leader + 1), value);
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new ReplayException(
                    "the entry of partition " + partition + " offset " + offset
                            + " in Redis has a header that can't be read",
                    e);
        }
    }

    private RecordLabel shared(byte[] header, int from) {
        return labels.computeIfAbsent(
                ByteBuffer.wrap(header, from, header.length - from), first -> label(header, from));
    }

    private static RecordLabel label(byte[] header, int from) {
        Set<ThreadKey> threads = new HashSet<>();
        Set<ThreadKey> bases = new HashSet<>();
        for (int at = from + 3; at < header.length; ) {
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
        return new RecordLabel(threads, HeaderText.role(header[from]), HeaderText.readability(header[from + 1]), bases);
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
}
