package io.dashstream.replay.dialect;

import io.dashstream.replay.client.ClientIdentity;
import io.dashstream.replay.session.SessionScheduler;
import io.dashstream.replay.session.SessionSettings;
import io.dashstream.replay.store.ReplayStore;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * All that a conversation is made of.
 *
 * @param sessionId names it
 * @param client who it is held with
 * @param transport where frames go
 * @param store the history
 * @param scheduler time and threads
 * @param settings how its session behaves
 * @param rules what the client may do
 * @param observer who adds up
 * @param clock the time of day, for the client's information
 * @param retryAfterMs how long a client should stay away, another one each time, in milliseconds
 */
public record ConversationContext(
        String sessionId,
        ClientIdentity client,
        SessionTransport transport,
        ReplayStore store,
        SessionScheduler scheduler,
        SessionSettings settings,
        ConversationRules rules,
        ConversationObserver observer,
        InstantSource clock,
        LongSupplier retryAfterMs) {}
