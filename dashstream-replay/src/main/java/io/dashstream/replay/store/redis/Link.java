package io.dashstream.replay.store.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The way to Redis: any number of scripts, written at once, are one round trip. Never blocks and never throws: what went
 * wrong is in the replies. Thread-safe.
 */
final class Link {

    static final String AWAY = "Redis is away; it is being probed";

    private final Circuit circuit;
    private final Counters counters;
    private volatile @Nullable StatefulConnection<byte[], byte[]> connection;

    Link(Circuit circuit, Counters counters) {
        this.circuit = circuit;
        this.counters = counters;
    }

    void connected(StatefulConnection<byte[], byte[]> made) {
        connection = made;
    }

    boolean hasConnection() {
        return connection != null;
    }

    /** Whether {@link #send} would answer at once that Redis is away, so that nothing need be made ready for it. */
    boolean isAway() {
        return !circuit.isClosed();
    }

    /** Sends the calls, or answers at once that Redis is away. */
    CompletableFuture<List<Reply>> send(List<Call> calls) {
        if (isAway()) {
            return CompletableFuture.completedFuture(none(calls, AWAY));
        }
        return ask(calls);
    }

    /** Sends the calls only to learn whether Redis answers. */
    void probe(List<Call> calls) {
        // Its outcome is told to the circuit on the way.
        CompletableFuture<List<Reply>> unused = ask(calls);
    }

    /** Sends the calls whatever is known of Redis, and takes note of whether it answered. */
    private CompletableFuture<List<Reply>> ask(List<Call> calls) {
        StatefulConnection<byte[], byte[]> open = connection;
        if (calls.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        if (open == null) {
            counters.disconnects.add(calls.size());
            circuit.failed();
            return CompletableFuture.completedFuture(none(calls, "there is no connection to Redis yet"));
        }
        return dispatch(open, CommandType.EVALSHA, calls).thenCompose(outcomes -> reload(open, calls, outcomes));
    }

    /** A Redis that was restarted, or whose scripts were flushed, does not know them by name. */
    private CompletableFuture<List<Reply>> reload(
            StatefulConnection<byte[], byte[]> open, List<Call> calls, List<Object> outcomes) {
        List<Call> unknown = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            if (outcomes.get(i) instanceof RedisNoScriptException) {
                unknown.add(calls.get(i));
            }
        }
        if (unknown.isEmpty()) {
            return CompletableFuture.completedFuture(replies(outcomes));
        }
        counters.scriptLoads.add(unknown.stream().map(Call::script).distinct().count());
        return dispatch(open, CommandType.EVAL, unknown).thenApply(again -> {
            List<Object> merged = new ArrayList<>(outcomes);
            int next = 0;
            for (int i = 0; i < merged.size(); i++) {
                if (merged.get(i) instanceof RedisNoScriptException) {
                    merged.set(i, again.get(next++));
                }
            }
            return replies(merged);
        });
    }

    private CompletableFuture<List<Object>> dispatch(
            StatefulConnection<byte[], byte[]> open, ProtocolKeyword how, List<Call> calls) {
        List<AsyncCommand<byte[], byte[], List<Object>>> commands = new ArrayList<>(calls.size());
        for (Call call : calls) {
            commands.add(command(how, call));
        }
        counters.roundTrips.increment();
        try {
            List<RedisCommand<byte[], byte[], ?>> batch = new ArrayList<>(commands);
            // All of a batch in one go: they are written and flushed together.
            open.dispatch(batch);
        } catch (RuntimeException e) {
            commands.forEach(command -> command.completeExceptionally(e));
        }
        List<CompletableFuture<Object>> outcomes = new ArrayList<>(commands.size());
        for (AsyncCommand<byte[], byte[], List<Object>> command : commands) {
            outcomes.add(outcome(command));
        }
        return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                .thenApply(
                        done -> outcomes.stream().map(CompletableFuture::join).toList());
    }

    private static CompletableFuture<Object> outcome(CompletionStage<List<Object>> command) {
        return command.<Object>handle((values, failure) -> {
                    if (failure == null) {
                        return values;
                    }
                    return failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure;
                })
                .toCompletableFuture();
    }

    private static AsyncCommand<byte[], byte[], List<Object>> command(ProtocolKeyword how, Call call) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .add(
                        how == CommandType.EVAL
                                ? call.script().text()
                                : call.script().sha())
                .add(1)
                .addKey(call.key());
        call.arguments().forEach(args::add);
        return new AsyncCommand<>(new Command<>(how, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), args));
    }

    private List<Reply> replies(List<Object> outcomes) {
        boolean answered = true;
        List<Reply> replies = new ArrayList<>(outcomes.size());
        for (Object outcome : outcomes) {
            if (outcome instanceof Throwable failure) {
                answered &= failure instanceof RedisCommandExecutionException;
                count(failure);
                replies.add(new Reply.NoAnswer(failure.toString()));
            } else {
                @SuppressWarnings("unchecked")
                List<Object> values = (List<Object>) outcome;
                replies.add(new Reply.Answer(values));
            }
        }
        if (answered) {
            circuit.succeeded();
        } else {
            circuit.failed();
        }
        return replies;
    }

    private void count(Throwable failure) {
        if (failure instanceof RedisCommandExecutionException) {
            counters.refusals.increment();
        } else if (failure instanceof RedisCommandTimeoutException) {
            counters.timeouts.increment();
        } else {
            counters.disconnects.increment();
        }
    }

    private static List<Reply> none(List<Call> calls, String reason) {
        Reply reply = new Reply.NoAnswer(reason);
        return calls.stream().map(call -> reply).toList();
    }
}
