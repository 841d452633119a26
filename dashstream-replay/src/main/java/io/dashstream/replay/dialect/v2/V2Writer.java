package io.dashstream.replay.dialect.v2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.replay.dialect.Frame;
import io.dashstream.replay.dialect.FrameWriter;
import io.dashstream.replay.dialect.ResumeBook;
import io.dashstream.replay.session.CloseReason;
import io.dashstream.replay.session.SessionSignal;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The second dialect over WebSocket. */
final class V2Writer implements FrameWriter {

    private final V2Messages messages;
    private final ResumeBook<V2Asked> asked;
    private final Supplier<String> lastWord;

    V2Writer(V2Messages messages, ResumeBook<V2Asked> asked, Supplier<String> lastWord) {
        this.messages = messages;
        this.asked = asked;
        this.lastWord = lastWord;
    }

    @Override
    public List<Frame> write(SessionSignal signal) {
        if (signal instanceof SessionSignal.Records page) {
            return List.of(new Frame.Binary(V2Pages.binary(page)));
        }
        if (signal instanceof SessionSignal.ThreadRecords page) {
            return List.of(new Frame.Binary(V2Pages.binary(page)));
        }
        if (signal instanceof SessionSignal.Frame frame) {
            return List.of(new Frame.Text(frame.text()));
        }
        return control(signal).stream()
                .<Frame>map(json -> new Frame.Text(json.toString()))
                .toList();
    }

    @Override
    public Optional<Frame> farewell(CloseReason reason) {
        return reason == CloseReason.CLIENT_LEFT
                ? Optional.empty()
                : Optional.of(
                        new Frame.Text(messages.closing(reason, lastWord.get()).toString()));
    }

    /** Everything but pages. */
    List<ObjectNode> control(SessionSignal signal) {
        if (signal instanceof SessionSignal.Resumed resumed) {
            return messages.resumed(resumed, asked.of(resumed.resume()).orElse(V2Asked.NOTHING));
        }
        if (signal instanceof SessionSignal.GapNotice gap) {
            return List.of(messages.gap(gap));
        }
        if (signal instanceof SessionSignal.CursorReset reset) {
            return messages.cursorReset(reset);
        }
        if (signal instanceof SessionSignal.ReplayCapped capped) {
            return messages.capped(capped);
        }
        if (signal instanceof SessionSignal.ReplayComplete complete) {
            return messages.complete(complete);
        }
        if (signal instanceof SessionSignal.FellBehind behind) {
            return List.of(messages.lag("fell_behind", behind.lagRecords(), behind.lag(), behind.cause()));
        }
        if (signal instanceof SessionSignal.CaughtUp caughtUp) {
            return List.of(messages.lag("caught_up", caughtUp.lagRecords(), caughtUp.lag(), caughtUp.cause()));
        }
        if (signal instanceof SessionSignal.Bookmark bookmark) {
            return messages.progress(bookmark);
        }
        if (signal instanceof SessionSignal.Waiting waiting) {
            return messages.progress(waiting);
        }
        if (signal instanceof SessionSignal.Resynced resynced) {
            return List.of(messages.resynced(resynced));
        }
        if (signal instanceof SessionSignal.ErrorNotice error) {
            return List.of(messages.error(error));
        }
        throw new IllegalArgumentException("no control message for " + signal);
    }
}
