package io.dashstream.examples.agent;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns text into the terms that are searched for: lower case, no stop words, common endings cut. */
final class Words {

    private static final Pattern NO_LETTER = Pattern.compile("[^a-z]+");
    private static final Set<String> STOP_WORDS = Set.of(
            "a", "against", "all", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "do",
            "does", "every", "for", "from", "has", "have", "he", "her", "his", "how", "if", "in", "into", "is", "it",
            "its", "may", "must", "no", "not", "of", "on", "one", "or", "other", "others", "own", "shall", "should",
            "so", "such", "than", "that", "the", "their", "them", "there", "they", "this", "to", "upon", "was", "we",
            "what", "when", "which", "who", "whom", "why", "will", "with", "within", "would");
    private static final List<String> ENDINGS =
            List.of("ments", "ment", "ions", "ion", "ies", "ing", "ed", "es", "y", "s");

    private Words() {}

    static List<String> terms(String text) {
        return NO_LETTER
                .splitAsStream(text.toLowerCase(Locale.ROOT))
                .filter(word -> word.length() > 1 && !STOP_WORDS.contains(word))
                .map(Words::stem)
                .toList();
    }

    /** Crude next to Porter's algorithm, and enough to let "judges" find "judge" and "factions" find "faction". */
    private static String stem(String word) {
        for (String ending : ENDINGS) {
            if (word.endsWith(ending) && word.length() - ending.length() >= shortestStem(ending)) {
                return word.substring(0, word.length() - ending.length());
            }
        }
        return word;
    }

    private static int shortestStem(String ending) {
        return ending.equals("s") ? 3 : 5;
    }
}
