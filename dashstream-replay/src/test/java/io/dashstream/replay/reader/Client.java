package io.dashstream.replay.reader;

import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.ReplaySession;
import io.dashstream.replay.session.ResumeRequest;
import io.dashstream.replay.session.SessionChannel;
import io.dashstream.replay.session.SessionSettings;
import io.dashstream.replay.session.SessionSignal;
import io.dashstream.replay.store.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client of a reader under test: takes everything at once and keeps it. */
final class Client implements SessionChannel {

    private final List<SessionSignal> signals = new CopyOnWriteArrayList<>();

    static Client of(ReplayReader reader, ResumeRequest request) {
        Client client = new Client();
        ReplaySession session = reader.openSession(client, SessionSettings.DEFAULT);
        session.resume(request);
        return client;
    }

    @Override
    public CompletionStage<Void> send(SessionSignal signal) {
        signals.add(signal);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void close(CloseReason reason) {
        signals.clear();
    }

    List<SessionSignal> signals() {
        return signals;
    }

    <T extends SessionSignal> List<T> all(Class<T> type) {
        return signals.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<StoredRecord> records() {
        return all(SessionSignal.Records.class).stream()
                .flatMap(page -> page.records().stream())
                .toList();
    }

    List<String> values() {
        return records().stream().map(Client::text).toList();
    }

    static String text(StoredRecord record) {
        return new String(record.copyOfValue(), StandardCharsets.UTF_8);
    }
}
