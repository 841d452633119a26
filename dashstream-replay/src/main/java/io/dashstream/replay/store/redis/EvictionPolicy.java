package io.dashstream.replay.store.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.MapOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What Redis does when its memory is full: only one policy leaves the history alone. */
final class EvictionPolicy {

    private static final String SAFE = "noeviction";

    private EvictionPolicy() {}

    /** Asks Redis, and says what to warn of; nothing if the policy is right, or if Redis does not let us ask. */
    static void whenWrong(StatefulConnection<byte[], byte[]> connection, Consumer<String> warn) {
        CommandArgs<byte[], byte[]> args =
                new CommandArgs<>(ByteArrayCodec.INSTANCE).add("GET").add("maxmemory-policy");
        AsyncCommand<byte[], byte[], Map<byte[], byte[]>> command =
                new AsyncCommand<>(new Command<>(CommandType.CONFIG, new MapOutput<>(ByteArrayCodec.INSTANCE), args));
        command.onComplete((settings, refused) -> {
            if (settings != null) {
                settings.values().stream()
                        .map(value -> new String(value, StandardCharsets.US_ASCII))
                        .findFirst()
                        .flatMap(EvictionPolicy::warning)
                        .ifPresent(warn);
            }
        });
        connection.dispatch(command);
    }

    static Optional<String> warning(String policy) {
        return policy.equals(SAFE)
                ? Optional.empty()
                : Optional.of("Redis runs with maxmemory-policy " + policy
                        + ": when its memory is full it evicts whole partitions of the history, which are then filled again"
                        + " from Kafka. Set maxmemory-policy " + SAFE + ".");
    }
}
