package io.dashstream.replay.run;

import io.dashstream.core.run.Corruption;
import io.dashstream.core.run.RunEnd;
import java.util.List;
import java.util.Optional;

/**
 * What came of replaying a run from its first message on.
 *
 * @param records records read
 * @param messages messages of the run
 * @param states states rebuilt
 * @param verified of these, states whose hash or checksum was compared and equal
 * @param corruptions when and why the state was lost
 * @param complete whether everything between the run's first and last message could be read; if not, part of it is no
 *     longer kept, or the store failed
 * @param end how the run ended; empty if it goes on
 */
public record RunReplay(
        long records,
        long messages,
        long states,
        long verified,
        List<Corruption> corruptions,
        boolean complete,
        Optional<RunEnd> end) {

    /**
     * Takes the parts.
     *
     * @param records records read
     * @param messages messages of the run
     * @param states states rebuilt
     * @param verified of these, states that were compared and equal
     * @param corruptions when and why the state was lost
     * @param complete whether everything could be read
     * @param end how the run ended
     */
    public RunReplay {
        corruptions = List.copyOf(corruptions);
    }
}
