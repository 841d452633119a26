package io.dashstream.producer.worker;

import io.dashstream.core.diff.StateDiffer;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.wire.FrameCompressor;
import java.util.Optional;

/**
 * What the worker makes patches, JSON and zstd frames with. Tests replace one of them to see what happens when it fails.
 *
 * @param patches makes patches
 * @param writer writes whole states
 * @param compressor compresses records; empty for the encoder's own
 */
public record StateTools(PatchMaker patches, StateWriter writer, Optional<FrameCompressor> compressor) {

    /** What is used unless a test says otherwise. */
    public static final StateTools STANDARD =
            new StateTools(StateDiffer.ofDefaults()::diff, StrictJson::write, Optional.empty());
}
