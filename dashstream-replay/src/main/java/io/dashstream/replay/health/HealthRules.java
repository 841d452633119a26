package io.dashstream.replay.health;

import io.dashstream.replay.health.PartHealth.State;
import io.dashstream.replay.reader.ReaderStats;
import io.dashstream.replay.reader.ReaderStatus;
import io.dashstream.replay.reader.ReaderStatus.Phase;
import io.dashstream.replay.run.RunIndexStats;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Judges the parts of a server by what they do now. */
final class HealthRules {

    /** Longer than this without an answer is no hiccup of the network. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** In these a reader that works looks at the topic again and again, whatever the answer. */
    private static final Set<Phase> LOOKING =
            EnumSet.of(Phase.CATCHING_UP, Phase.LIVE, Phase.UNVERIFIED, Phase.TOPIC_MISSING);

    private static final double UNREADABLE_RATE = 0.05;

    private HealthRules() {}

    /**
     * What is judged.
     *
     * @param vitals what the parts say
     * @param storeTrouble what the store answers, if it is not well
     * @param sinceLook how long ago the reader looked at the topic
     * @param inPhase for how long the reader has been in its phase
     * @param wasCaughtUp whether the reader has once read all that there was
     * @param recent what happened lately
     */
    record Facts(
            Vitals vitals,
            Optional<String> storeTrouble,
            Duration sinceLook,
            Duration inPhase,
            boolean wasCaughtUp,
            Recent recent) {

        ReaderStats reader() {
            return vitals.reader();
        }
    }

    static PartHealth kafka(Facts facts) {
        ReaderStatus status = facts.reader().status();
        String detail = status.detail().orElse("the cluster does not answer");
        return switch (status.phase()) {
            case LIVE, CATCHING_UP ->
                status.detail()
                        .map(silence -> PartHealth.is(State.DEGRADED, silence))
                        .orElseGet(PartHealth::ok);
            case CLOSED -> PartHealth.ok();
            case NEW -> PartHealth.is(State.STARTING, "nobody has asked it yet");
            case CONNECTING ->
                isLong(facts.inPhase())
                        ? PartHealth.is(
                                State.BROKEN, "no answer for " + facts.inPhase().toSeconds() + " s")
                        : PartHealth.is(State.STARTING, "waiting for an answer");
            case TOPIC_MISSING -> PartHealth.is(State.BROKEN, detail);
            case UNVERIFIED ->
                isLong(facts.inPhase())
                        ? PartHealth.is(State.BROKEN, detail)
                        : PartHealth.is(State.DEGRADED, "the last question was not answered: " + detail);
            case FAILING ->
                facts.storeTrouble().isPresent() && facts.recent().kafkaFailures() == 0
                        ? PartHealth.ok()
                        : PartHealth.is(State.BROKEN, detail);
        };
    }

    static PartHealth store(Facts facts) {
        return facts.storeTrouble()
                .map(trouble -> PartHealth.is(State.BROKEN, trouble))
                .orElseGet(() -> facts.recent().storeFailures() > 0
                        ? PartHealth.is(
                                State.DEGRADED,
                                facts.recent().storeFailures() + " batches were not taken lately; they are read again")
                        : PartHealth.ok());
    }

    static PartHealth reader(Facts facts) {
        Phase phase = facts.reader().status().phase();
        if (phase == Phase.CLOSED) {
            return PartHealth.is(State.BROKEN, "it is closed");
        }
        if (phase == Phase.NEW) {
            return PartHealth.is(State.STARTING, "it is not started");
        }
        if (LOOKING.contains(phase) && isLong(facts.sinceLook())) {
            return PartHealth.is(
                    State.BROKEN,
                    "it has not looked at the topic for " + facts.sinceLook().toSeconds() + " s: it hangs");
        }
        if (!facts.wasCaughtUp()) {
            return PartHealth.is(State.STARTING, "it has not read yet what was there when it started");
        }
        return degraded(facts)
                .map(reason -> PartHealth.is(State.DEGRADED, reason))
                .orElseGet(PartHealth::ok);
    }

    /** What is missing in the index can be asked for in vain, and nothing else: sessions are served all the same. */
    static PartHealth runs(Facts facts) {
        RunIndexStats runs = facts.vitals().runs();
        if (runs.complete()) {
            return PartHealth.ok();
        }
        return PartHealth.is(
                State.DEGRADED,
                "not the whole log is indexed: runs may be missing"
                        + (runs.restarts() == 0
                                ? ""
                                : "; the index has ended and begun again " + runs.restarts() + " times"));
    }

    /** The store between memory and Kafka: the tiers around it answer without it, as far as they have it. */
    static Optional<PartHealth> middle(Facts facts) {
        return facts.vitals()
                .middle()
                .map(tier -> tier.isAnswering()
                        ? PartHealth.ok()
                        : PartHealth.is(
                                State.DEGRADED,
                                "the middle store does not answer; "
                                        + (tier.behind().isPresent()
                                                ? "it lacks " + tier.behind().getAsLong() + " offsets"
                                                : "nobody knows what it lacks")));
    }

    /** Reading back from Kafka: what memory has is served without it. */
    static Optional<PartHealth> cold(Facts facts) {
        return facts.vitals()
                .cold()
                .map(reads -> reads.isAnswering()
                        ? PartHealth.ok()
                        : PartHealth.is(
                                State.DEGRADED,
                                "Kafka does not answer reads of the past: only one a second is tried, all others are"
                                        + " refused"));
    }

    private static Optional<String> degraded(Facts facts) {
        Recent recent = facts.recent();
        if (!facts.reader().poison().held().isEmpty()) {
            return Optional.of("partitions wait in front of records that can't be read: "
                    + facts.reader().poison().held());
        }
        if (recent.missingOffsets() > 0) {
            return Optional.of(recent.missingOffsets() + " offsets were gone lately before they were read");
        }
        return recent.unreadableRate() >= UNREADABLE_RATE
                ? Optional.of(recent.unreadable() + " of " + recent.records() + " new records can't be read")
                : Optional.empty();
    }

    private static boolean isLong(Duration duration) {
        return duration.compareTo(PATIENCE) > 0;
    }
}
