package io.dashstream.replay.settings;

import io.dashstream.replay.ReplayException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Reads settings from an environment. A variable that is set to nothing is as good as not set.
 *
 * @param variables names and values, such as {@link System#getenv()}
 */
public record Environment(Map<String, String> variables) {

    private static final int SHOWN = 40;

    /**
     * Takes the variables.
     *
     * @param variables names and values
     */
    public Environment {
        variables = Map.copyOf(variables);
    }

    /**
     * A text as it is.
     *
     * @param variable the variable's name
     * @return its value, if it is set
     */
    public Optional<String> text(String variable) {
        return Optional.ofNullable(variables.get(variable)).filter(text -> !text.isEmpty());
    }

    /**
     * A number within its range.
     *
     * @param setting which
     * @return its value, if it is set
     * @throws ReplayException if it is no whole number or out of range
     */
    public Optional<Long> number(NumberSetting setting) {
        return text(setting.variable()).map(setting::parsed);
    }

    /**
     * A number that an {@code int} holds, which the setting's range sees to.
     *
     * @param setting which
     * @return its value, if it is set
     * @throws ReplayException if it is no whole number or out of range
     */
    public Optional<Integer> amount(NumberSetting setting) {
        return number(setting).map(Math::toIntExact);
    }

    /**
     * A duration in milliseconds.
     *
     * @param setting which
     * @return its value, if it is set
     * @throws ReplayException if it is no whole number or out of range
     */
    public Optional<Duration> millis(NumberSetting setting) {
        return number(setting).map(Duration::ofMillis);
    }

    /**
     * One of the constants of a type, by its exact name.
     *
     * @param variable the variable's name
     * @param type the constants
     * @param <E> the type
     * @return its value, if it is set
     * @throws ReplayException if there is no such constant, with those that there are
     */
    public <E extends Enum<E>> Optional<E> choice(String variable, Class<E> type) {
        return text(variable)
                .map(text -> Arrays.stream(type.getEnumConstants())
                        .filter(constant -> constant.name().equals(text))
                        .findAny()
                        .orElseThrow(() -> refusal(variable, text, List.of(type.getEnumConstants()))));
    }

    /**
     * Yes or no, as {@code true} or {@code false}.
     *
     * @param variable the variable's name
     * @return its value, if it is set
     * @throws ReplayException if it is neither
     */
    public Optional<Boolean> flag(String variable) {
        return text(variable).map(text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refusal(variable, text, List.of(true, false));
        });
    }

    /**
     * What a file of Java properties holds, in UTF-8.
     *
     * @param variable the name of the variable that names the file
     * @return names and values, if the variable is set
     * @throws ReplayException if there is no such file or it can't be read
     */
    public Optional<Map<String, String>> properties(String variable) {
        return text(variable).map(path -> {
            Properties properties = new Properties();
            try (Reader file = Files.newBufferedReader(Path.of(path))) {
                properties.load(file);
            } catch (IOException | IllegalArgumentException unreadable) {
                throw new ReplayException(
                        variable + " is \"" + path + "\", which can't be read as a file of Java properties: "
                                + unreadable,
                        unreadable);
            }
            return properties.stringPropertyNames().stream()
                    .collect(Collectors.toMap(name -> name, properties::getProperty));
        });
    }

    private static String quoted(String text) {
        return "\"" + text.substring(0, Math.min(SHOWN, text.length())) + "\"";
    }

    private static ReplayException refusal(String variable, String text, List<?> allowed) {
        return new ReplayException(variable + " is " + quoted(text) + "; allowed are " + allowed);
    }
}
