package io.dashstream.replay.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/**
 * Conversations as they are written down in {@code docs/protocol/transcripts}, one file per situation. A frame that is
 * not as written fails the build; {@code -Ddashstream.transcripts=write} writes them anew, to be read before they are
 * committed.
 */
abstract class TranscriptFixture extends HubFixture {

    static final Path TRANSCRIPTS = Path.of("..", "docs", "protocol", "transcripts");
    private static final boolean WRITE = "write".equals(System.getProperty("dashstream.transcripts"));
    static final String LATEST = "{'type':'resume'}";
    static final String EARLIEST = "{'type':'resume','from':'earliest'}";

    private String file;

    @BeforeEach
    void name(TestInfo test) {
        file = test.getTestMethod()
                        .orElseThrow()
                        .getName()
                        .replaceAll("([A-Z]+)", "-$1")
                        .toLowerCase(java.util.Locale.ROOT)
                + ".jsonl";
    }

    void isAsWritten(Client client) throws IOException {
        String found = client.wire.lines().stream().map(line -> line + "\n").collect(Collectors.joining());
        Path path = TRANSCRIPTS.resolve(file);
        if (WRITE) {
            Files.createDirectories(TRANSCRIPTS);
            Files.writeString(path, found);
        }
        assertThat(found).as("%s; see this class's Javadoc", path).isEqualTo(Files.readString(path));
    }
}
