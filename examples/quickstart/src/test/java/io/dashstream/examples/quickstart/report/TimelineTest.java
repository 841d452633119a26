package io.dashstream.examples.quickstart.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.examples.quickstart.replay.ObservedRuns;
import io.dashstream.examples.quickstart.report.Span.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {

    @Test
    void branchesOverlapRetriesShowAndColumnsAlign() {
        List<Span> spans = List.of(
                new Span("plan", Kind.NODE, 1_000_000, 1_010_000, List.of(), 7),
                new Span("summarise", Kind.BRANCH, 1_010_000, 1_040_000, List.of(), 30),
                new Span("criticise", Kind.BRANCH, 1_010_000, 1_020_000, List.of(), 9),
                new Span("answer", Kind.NODE, 1_040_000, 1_054_000, List.of(), 0),
                new Span("cite", Kind.TOOL, 1_041_000, 1_046_000, List.of(1_043_000L), 0));

        assertThat(Timeline.lines(spans))
                .containsExactly(
                        "                      0 ms                                             54 ms",
                        "  plan                ===========                                               10 ms  7 tokens",
                        "  + summarise                   ===============================                 30 ms  30 tokens",
                        "  + criticise                   ===========                                     10 ms  9 tokens",
                        "  answer                                                      ==============    14 ms",
                        "    cite                                                       --x---            5 ms  1 retry",
                        "                      + side by side   x attempt that failed and was repeated");
    }

    @Test
    void aRealRunIsDrawnNodeByNodeWithItsToolsBelow() {
        List<Span> spans = SpanReader.read(
                ObservedRuns.of("t", (node, state) -> {}).replay().runs().get(0).messages());

        assertThat(spans)
                .extracting(Span::name)
                .startsWith("plan", "search", "search_corpus")
                .contains("judge", "answer")
                .endsWith("cite");
        assertThat(spans)
                .filteredOn(span -> span.kind() == Kind.BRANCH)
                .extracting(Span::name)
                .containsOnly("summarise", "criticise")
                .hasSize(4);
        assertThat(spans)
                .filteredOn(span -> span.name().equals("cite"))
                .allMatch(span -> span.failures().size() == 1);
        assertThat(spans).filteredOn(span -> span.name().equals("summarise")).allMatch(span -> span.tokens() > 10);
        assertThat(spans).allMatch(span -> span.end() >= span.start());
    }

    @Test
    void nothingIsWiderThanThePage() {
        List<Span> spans = List.of(new Span(
                "a name that is much too long for its column",
                Kind.TOOL,
                0,
                999_999_999_000L,
                List.of(5L, 6L),
                12_345));

        assertThat(Timeline.lines(spans)).allMatch(line -> line.length() <= 100);
    }

    @Test
    void aRunWithoutNodesHasAnEmptyTimeLine() {
        assertThat(Timeline.lines(List.<Span>of())).hasSize(2);
    }
}
