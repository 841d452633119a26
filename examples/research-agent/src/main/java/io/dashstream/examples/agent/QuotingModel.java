package io.dashstream.examples.agent;

import io.dashstream.producer.LlmScope;
import io.dashstream.producer.NodeScope;
import java.util.List;
import java.util.regex.Pattern;

/** Stands in for a language model: it says what it is given, word by word and at a pace, as a streaming model would. */
final class QuotingModel {

    private static final String NAME = "quoting-1";
    private static final Pattern BETWEEN_WORDS = Pattern.compile("(?<= )");

    private final Pace pace;

    QuotingModel(Pace pace) {
        this.pace = pace;
    }

    void say(NodeScope scope, String prompt, String text) {
        try (LlmScope call = scope.llm(NAME)) {
            List<String> words = words(text);
            for (String word : words) {
                pace.pause(1);
                call.token(word);
            }
            call.complete(words(prompt).size(), words.size());
        }
    }

    private static List<String> words(String text) {
        return BETWEEN_WORDS.splitAsStream(text).toList();
    }
}
