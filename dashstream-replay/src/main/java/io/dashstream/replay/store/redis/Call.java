package io.dashstream.replay.store.redis;

import java.util.ArrayList;
import java.util.List;

/** A script on one key, which also says which node of a cluster it goes to, with its arguments in order. */
final class Call {

    private final Script script;
    private final byte[] key;
    private final List<byte[]> arguments;

    private Call(Script script, byte[] key, List<byte[]> arguments) {
        this.script = script;
        this.key = key;
        this.arguments = arguments;
    }

    /** A call with bytes as they are and anything else as its text. */
    static Call of(Script script, byte[] key, Object... arguments) {
        List<byte[]> bytes = new ArrayList<>(arguments.length);
        for (Object argument : arguments) {
            bytes.add(argument instanceof byte[] raw ? raw : Keys.bytes(argument.toString()));
        }
        return new Call(script, key, bytes);
    }

    Script script() {
        return script;
    }

    byte[] key() {
        return key;
    }

    List<byte[]> arguments() {
        return arguments;
    }
}
