package io.dashstream.core.run;

import io.dashstream.core.run.SimulatedThread.*;
import io.dashstream.core.wire.*;
import io.dashstream.core.wire.v1.*;

class DebugTest {
    static void dump(
            java.util.List<DashStreamMessage> received, Scenario s, RunAssembler runs, java.util.List<RunUpdate> ups) {
        for (RunUpdate u : ups) {
            String t = u.toString();
            if (u instanceof RunUpdate.MessageObserved m)
                t = "Observed " + m.key().runId() + " " + m.sequence() + " " + MessageKind.of(m.message())
                        + (m.message().hasEvent()
                                ? m.message().getEvent().getEventType().toString()
                                : "") + " of "
                        + s.thread(m.thread()).ownerOf(m.message()).key().runId() + " id "
                        + MessageIds.toText(Messages.header(m.message()).getMessageId())
                                .substring(0, 6) + " parent "
                        + MessageIds.toText(Messages.header(m.message()).getParentId())
                                .substring(
                                        0,
                                        Math.min(
                                                6,
                                                Messages.header(m.message())
                                                        .getParentId()
                                                        .size()));
            if (u instanceof RunUpdate.MessageIgnored m)
                t = "Ignored " + m.sequence() + " " + m.reason() + " " + MessageKind.of(m.message()) + " of "
                        + s.thread(m.thread()).ownerOf(m.message()).key().runId();
            if (u instanceof RunUpdate.StateChanged c)
                t = "StateChanged " + c.key().runId() + " " + c.sequence();
            System.out.println(u.thread().threadId() + " " + t);
        }
    }
}
