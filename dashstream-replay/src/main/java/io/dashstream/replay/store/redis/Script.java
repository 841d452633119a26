package io.dashstream.replay.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The scripts: what Redis does in one step. Their texts are resources beside this class. */
enum Script {
    ROOT(false),
    TEND(true),
    APPEND(true),
    PAGE(true),
    SEEK_TIME(true),
    SEEK_BASE(true),
    LAST_BEFORE(true);

    private final String text;
    private final String sha;

    Script(boolean ofPartition) {
        String own = load(name().toLowerCase(Locale.ROOT));
        this.text = ofPartition ? load("common") + own : own;
        this.sha = sha1(text);
    }

    String text() {
        return text;
    }

    /** The name by which a Redis that has seen the script knows it. */
    String sha() {
        return sha;
    }

    private static String load(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("the script " + name + ".lua is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(Keys.bytes(text)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java runtime has SHA-1", e);
        }
    }
}
