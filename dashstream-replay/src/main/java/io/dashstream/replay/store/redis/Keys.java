package io.dashstream.replay.store.redis;

import io.dashstream.core.run.ThreadKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The names of the keys. What belongs to one partition shares a hash tag, so that it is on one node of a cluster. */
final class Keys {

    private static final int NAME_BYTES = 6;

    private final String log;

    Keys(Settings settings) {
        this.log = settings.prefix() + ":" + settings.topic();
    }

    /** Where the store's epoch and its partitions are. */
    byte[] root() {
        return bytes("{" + log + "}:root");
    }

    /** The meta hash of a partition; the scripts make its other keys from it. */
    byte[] meta(int partition) {
        return bytes("{" + log + ":" + partition + "}:m");
    }

    /** Where writers say that there is something new. */
    byte[] channel() {
        return bytes("{" + log + "}:appended");
    }

    /** A thread as records name it: the length keeps ("a", "bc") and ("ab", "c") apart. */
    static byte[] tag(ThreadKey thread) {
        byte[] tenant = bytes(thread.tenantId());
        byte[] rest = bytes(thread.threadId());
        byte[] length = bytes(tenant.length + ":");
        byte[] tag = new byte[length.length + tenant.length + rest.length];
        System.arraycopy(length, 0, tag, 0, length.length);
        System.arraycopy(tenant, 0, tag, length.length, tenant.length);
        System.arraycopy(rest, 0, tag, length.length + tenant.length, rest.length);
        return tag;
    }

    /** A thread as the index names it, see {@code name_of} in common.lua. */
    static String name(byte[] tag) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(tag);
            return HexFormat.of().formatHex(hash, 0, NAME_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java runtime has SHA-1", e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
