package io.dashstream.producer.event;

import io.dashstream.core.wire.LogText;
import java.lang.reflect.InvocationTargetException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;

/**
 * What is reported of an exception: the first that is not a mere wrapper, its class, its message and the top of its stack.
 *
 * @param type the class
 * @param message its message, cut; may be empty
 * @param stack the top of its stack
 */
public record ErrorText(String type, String message, String stack) {

    private static final int MAX_DEPTH = 16;
    private static final int MAX_MESSAGE_CHARS = 4_096;
    private static final int MAX_FRAMES = 24;

    /** Graph runtimes wrap what a node threw in exceptions of their own; they are known by name, not by dependency. */
    private static final Set<String> WRAPPERS = Set.of(
            "GraphRunnerException", "AgentInvocationException", "ReactiveException", "UndeclaredThrowableException");

    /**
     * Reads an exception. Never throws, whatever its methods do.
     *
     * @param failure what was thrown
     * @return what is reported of it
     */
    public static ErrorText of(Throwable failure) {
        Throwable cause = unwrap(failure);
        return new ErrorText(cause.getClass().getName(), message(cause), stack(cause));
    }

    /**
     * The text for a log: nothing that the application put into the message gets there unseen, and not without end.
     *
     * @param redaction takes secrets out
     * @return one line
     */
    public String forLog(UnaryOperator<String> redaction) {
        return type + ": " + LogText.of(redaction.apply(message));
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable current = failure;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            Throwable cause = current.getCause();
            if (cause == null || !isWrapper(current)) {
                return current;
            }
            current = cause;
        }
        return current;
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof CompletionException
                || failure instanceof ExecutionException
                || failure instanceof InvocationTargetException
                || failure.getClass() == Exception.class
                || WRAPPERS.contains(failure.getClass().getSimpleName());
    }

    private static String message(Throwable failure) {
        String message;
        try {
            message = failure.getMessage();
        } catch (RuntimeException | StackOverflowError | LinkageError broken) {
            return "(its getMessage() threw " + broken.getClass().getName() + ")";
        }
        if (message == null) {
            return "";
        }
        if (message.length() <= MAX_MESSAGE_CHARS) {
            return message;
        }
        int end = Character.isHighSurrogate(message.charAt(MAX_MESSAGE_CHARS - 1))
                ? MAX_MESSAGE_CHARS - 1
                : MAX_MESSAGE_CHARS;
        return message.substring(0, end);
    }

    private static String stack(Throwable failure) {
        StringBuilder text = new StringBuilder();
        StackTraceElement[] frames = failure.getStackTrace();
        for (int index = 0; index < Math.min(frames.length, MAX_FRAMES); index++) {
            text.append("at ").append(frames[index]).append('\n');
        }
        if (frames.length > MAX_FRAMES) {
            text.append("... ").append(frames.length - MAX_FRAMES).append(" more\n");
        }
        return text.toString();
    }
}
