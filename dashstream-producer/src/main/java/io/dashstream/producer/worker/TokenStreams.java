package io.dashstream.producer.worker;

import io.dashstream.producer.capture.Redactor;
import io.dashstream.producer.capture.TokenRedactor;
import io.dashstream.producer.event.Draft;
import java.util.LinkedHashMap;
import java.util.Map;

/** One redactor per streamed answer, because a secret may be split over chunks. Keeps the newest answers only. */
final class TokenStreams {

    private static final int MOST_OPEN = 10_000;

    private record Key(String threadId, String requestId) {}

    private final Redactor redactor;
    private final Map<Key, TokenRedactor> open = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, TokenRedactor> eldest) {
            return size() > MOST_OPEN;
        }
    };

    TokenStreams(Redactor redactor) {
        this.redactor = redactor;
    }

    String redact(Draft.Token token) {
        Key key = new Key(token.envelope().thread().threadId(), token.requestId());
        TokenRedactor stream = open.computeIfAbsent(key, unused -> redactor.newTokenRedactor());
        String text = stream.accept(token.text());
        if (token.end().isPresent()) {
            open.remove(key);
            return text + stream.finish();
        }
        return text;
    }
}
