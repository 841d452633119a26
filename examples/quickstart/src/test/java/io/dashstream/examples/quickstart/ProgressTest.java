package io.dashstream.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.examples.agent.ResearchState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong(7_000_000_000L);
    private final Progress progress = new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8), clock::get);

    @Test
    void aLineSaysWhenWhoAndWhat() {
        clock.addAndGet(1_234_000_000L);

        progress.of(2).changed("criticise", ResearchState.of("?"));

        assertThat(printed()).isEqualTo("   1.23 s  run 2  criticise  nothing is missing\n");
    }

    @Test
    void aLongLineIsCut() {
        progress.of(1).changed("start", ResearchState.of("why ".repeat(50)));

        assertThat(printed().strip()).hasSizeLessThanOrEqualTo(100).endsWith("...");
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
