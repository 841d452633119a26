package io.dashstream.replay.reader;

import io.dashstream.replay.cursor.Cursor;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.ReplaySession;
import io.dashstream.replay.session.ResumeRequest;
import io.dashstream.replay.session.SessionChannel;
import io.dashstream.replay.session.SessionSettings;
import io.dashstream.replay.session.SessionSignal;
import io.dashstream.replay.store.PageLimits;
import io.dashstream.replay.store.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** A client of a reader under test: takes everything at once and keeps it. */
final class Client implements SessionChannel {

    private final List<SessionSignal> signals = new CopyOnWriteArrayList<>();
    private volatile boolean isStopped;
    private volatile Consumer<SessionSignal.Records> onPage = page -> {};

    static Client of(ReplayReader reader, ResumeRequest request) {
        return of(channel -> reader.openSession(channel, SessionSettings.DEFAULT), request);
    }

    static Client of(Function<SessionChannel, ReplaySession> opening, ResumeRequest request) {
        Client client = new Client();
        opening.apply(client).resume(request);
        return client;
    }

    /** A client that takes one page of so many records and then nothing until it goes on. */
    static Client stoppedAfterFirstPage(ReplayReader reader, ResumeRequest request, int records) {
        Client client = new Client();
        client.isStopped = true;
        SessionSettings settings = SessionSettings.DEFAULT
                .withPage(new PageLimits(records, 1 << 20))
                .withWindowPages(1);
        ReplaySession session = reader.openSession(client, settings);
        client.onPage = page -> session.applied(page.next().epoch(), page.sequence());
        session.resume(request);
        return client;
    }

    void goOn() {
        isStopped = false;
        all(SessionSignal.Records.class).forEach(page -> onPage.accept(page));
    }

    @Override
    public CompletionStage<Void> send(SessionSignal signal) {
        signals.add(signal);
        if (signal instanceof SessionSignal.Records page && !isStopped) {
            onPage.accept(page);
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Behind the last page. */
    Cursor cursor() {
        List<SessionSignal.Records> pages = all(SessionSignal.Records.class);
        return pages.get(pages.size() - 1).next();
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
