package io.dashstream.replay.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dashstream.core.json.JsonException;
import io.dashstream.core.json.StrictJson;
import io.dashstream.replay.cursor.InvalidCursorException;
import io.dashstream.replay.session.SessionScheduler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Takes in what a client sends: bounded before it is parsed, parsed strictly, and counted when it is wrong. It throws
 * nothing and ends the conversation after too much of it. Thread-safe: one frame at a time.
 */
public final class Intake {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** The dialect behind it. */
    public interface Speaker {

        /**
         * A message has come.
         *
         * @param type its type
         * @param message all of it
         * @throws InvalidMessage if it is refused
         */
        void take(String type, ObjectNode message);

        /**
         * Something was refused, and the conversation goes on.
         *
         * @param problem what
         */
        void refuse(InvalidMessage problem);

        /**
         * Too much was refused, or something too large.
         *
         * @param problem the last of it
         */
        void giveUp(InvalidMessage problem);
    }

    private final ConversationRules rules;
    private final ConversationObserver observer;
    private final SessionScheduler scheduler;
    private final Speaker speaker;
    private int invalid;
    private long minuteSince;
    private int inMinute;

    /**
     * Creates the intake of one conversation.
     *
     * @param context the conversation
     * @param speaker its dialect
     */
    public Intake(ConversationContext context, Speaker speaker) {
        this.rules = context.rules();
        this.observer = context.observer();
        this.scheduler = context.scheduler();
        this.speaker = speaker;
        this.minuteSince = scheduler.nanoTime();
    }

    /**
     * Takes a frame.
     *
     * @param text the whole frame
     */
    public synchronized void take(String text) {
        try {
            ObjectNode message = parse(text);
            JsonNode type = message.path("type");
            if (!type.isTextual()) {
                throw InvalidMessage.value("type", type.isMissingNode() ? "missing" : type.toString(), "a string");
            }
            speaker.take(type.textValue(), message);
        } catch (TooLarge e) {
            observer.invalid(e.problem.problem());
            speaker.giveUp(e.problem);
        } catch (InvalidCursorException e) {
            refused(InvalidMessage.of(Problem.INVALID_CURSOR, e));
        } catch (InvalidMessage e) {
            refused(e);
        }
    }

    /**
     * Counts a resume, or something that costs as much.
     *
     * @throws InvalidMessage if the minute has had enough of them
     */
    public synchronized void countResume() {
        long now = scheduler.nanoTime();
        if (now - minuteSince >= MINUTE.toNanos()) {
            minuteSince = now;
            inMinute = 0;
        }
        if (inMinute >= rules.resumesPerMinute()) {
            throw new InvalidMessage(
                    Problem.TOO_MANY_RESUMES, "", "more than " + rules.resumesPerMinute() + " resumes in a minute");
        }
        inMinute++;
    }

    private ObjectNode parse(String text) {
        // UTF-8 has at least one byte per UTF-16 unit: a frame that is far too long is not even encoded.
        if (text.length() > rules.controlFrameBytes()
                || text.getBytes(StandardCharsets.UTF_8).length > rules.controlFrameBytes()) {
            throw new TooLarge(new InvalidMessage(
                    Problem.INVALID_MESSAGE,
                    "",
                    "the frame has more than " + rules.controlFrameBytes() + " bytes of UTF-8"));
        }
        try {
            if (StrictJson.parse(text) instanceof ObjectNode message) {
                return message;
            }
        } catch (JsonException e) {
            throw new InvalidMessage(Problem.INVALID_MESSAGE, "", "the frame is no JSON: " + e.getMessage());
        }
        throw new InvalidMessage(Problem.INVALID_MESSAGE, "", "the frame is no JSON object");
    }

    private void refused(InvalidMessage problem) {
        observer.invalid(problem.problem());
        // To ask too often, or for too much, is understood well enough.
        if (problem.problem() != Problem.TOO_MANY_RESUMES) {
            invalid++;
        }
        if (invalid >= rules.invalidFrames()) {
            speaker.giveUp(problem);
        } else {
            speaker.refuse(problem);
        }
    }

    private static final class TooLarge extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient InvalidMessage problem;

        TooLarge(InvalidMessage problem) {
            super(problem.getMessage(), problem);
            this.problem = problem;
        }
    }
}
