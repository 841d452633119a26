package io.dashstream.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    @Test
    void withoutOptionsTheBrokerIsOurOwn() {
        assertThat(Options.parse(List.of())).isEqualTo(new Options(Optional.empty(), "dashstream-quickstart", false));
    }

    @Test
    void brokerAndTopicAreTakenAsGiven() {
        Options options =
                Options.parse(List.of("--bootstrap-servers", "a.example:9092,[::1]:9093", "--topic", "t.1_x-y"));

        assertThat(options).isEqualTo(new Options(Optional.of("a.example:9092,[::1]:9093"), "t.1_x-y", false));
    }

    @Test
    void helpIsAnOption() {
        assertThat(Options.parse(List.of("--help")).help()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:",
                ":9092",
                "localhost:0",
                "localhost:65536",
                "a:1,,b:2",
                "http://a:1",
                ""
            })
    void anAddressThatIsNoneIsRefusedWithOptionValueAndRule(String value) {
        assertThatThrownBy(() -> Options.parse(List.of("--bootstrap-servers", value)))
                .isInstanceOf(BadOptionException.class)
                .hasMessageStartingWith("Option --bootstrap-servers is \"" + value + "\"; allowed is HOST:PORT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "a/b"})
    void aTopicThatKafkaWouldRefuseIsRefusedWithOptionValueAndRule(String value) {
        assertThatThrownBy(() -> Options.parse(List.of("--topic", value)))
                .isInstanceOf(BadOptionException.class)
                .hasMessageStartingWith("Option --topic is \"" + value + "\"; allowed are 1 to 249");
    }

    @Test
    void anUnknownOptionIsRefusedWithThoseThatAreThere() {
        assertThatThrownBy(() -> Options.parse(List.of("--bootstrap", "a:1")))
                .isInstanceOf(BadOptionException.class)
                .hasMessage(
                        "Unknown option \"--bootstrap\"; allowed are --bootstrap-servers HOST:PORT, --topic NAME and --help");
    }

    @Test
    void anOptionWithoutItsValueIsRefused() {
        assertThatThrownBy(() -> Options.parse(List.of("--topic")))
                .isInstanceOf(BadOptionException.class)
                .hasMessage("Option --topic needs a value behind it");
    }
}
