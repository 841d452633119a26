package io.dashstream.examples.quickstart.report;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.dashstream.core.diff.PatchOperation;
import io.dashstream.core.diff.StatePatch;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.run.RunUpdate.MessageObserved;
import io.dashstream.core.run.RunUpdate.StateChanged;
import io.dashstream.core.run.RunUpdate.StateSource;
import io.dashstream.core.wire.v1.StateDiff;
import io.dashstream.examples.quickstart.replay.ReplayedRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Shows one change of a run's state as the patch that was sent for it. */
public final class StateChangeView {

    private static final int PATH = 30;
    private static final int VALUE = Text.WIDTH - PATH - 8;
    private static final int OPERATIONS = 12;

    private StateChangeView() {}

    /**
     * Shows the change with the most kinds of operations, which tells most.
     *
     * @param run the run
     * @return lines; none if the run sent no diff
     */
    public static List<String> lines(ReplayedRun run) {
        Optional<Step> telling =
                steps(run).stream().max(Comparator.comparingLong(Step::kinds).thenComparing(Step::size));
        return telling.map(step -> step.lines(run)).orElse(List.of());
    }

    private static List<Step> steps(ReplayedRun run) {
        List<Step> steps = new ArrayList<>();
        for (int i = 1; i < run.changes().size(); i++) {
            StateChanged change = run.changes().get(i);
            if (change.source() == StateSource.DIFF) {
                steps.add(new Step(run.changes().get(i - 1).state().value(), change, diffAt(run, change.sequence())));
            }
        }
        return steps;
    }

    private static StateDiff diffAt(ReplayedRun run, long sequence) {
        return run.messages().stream()
                .filter(message -> message.sequence() == sequence)
                .findFirst()
                .orElseThrow()
                .message()
                .getStateDiff();
    }

    /** A state, the message that changed it, and the state after it. */
    private record Step(JsonNode before, StateChanged change, StateDiff diff, StatePatch patch) {

        Step(JsonNode before, StateChanged change, StateDiff diff) {
            this(before, change, diff, StatePatch.fromProto(diff.getOperationsList()));
        }

        long kinds() {
            return patch.operations().stream().map(Object::getClass).distinct().count();
        }

        int size() {
            return patch.operations().size();
        }

        List<String> lines(ReplayedRun run) {
            List<String> lines = new ArrayList<>();
            lines.add("  message " + Long.toUnsignedString(change.sequence()) + ", node " + nodeOf(run));
            patch.operations().stream().limit(OPERATIONS).map(this::line).forEach(lines::add);
            if (patch.operations().size() > OPERATIONS) {
                lines.add("  and " + (patch.operations().size() - OPERATIONS) + " more");
            }
            lines.add(String.format(
                    Locale.ROOT,
                    "  %,d bytes of patch for %,d bytes of state; SHA-256 %s... %s",
                    patch.jsonBytes(),
                    StrictJson.write(change.state().value()).length,
                    HexFormat.of().formatHex(diff.getStateHash().toByteArray()).substring(0, 16),
                    change.state().verification().name().toLowerCase(Locale.ROOT)));
            return lines;
        }

        private String line(PatchOperation operation) {
            if (operation instanceof PatchOperation.Add add) {
                return line("+", add.path(), StrictJson.writeText(add.value()));
            }
            if (operation instanceof PatchOperation.Replace replace) {
                String old = StrictJson.writeText(before.at(JsonPointer.compile(replace.path())));
                return line(
                        "~",
                        replace.path(),
                        Text.cut(old, VALUE / 2 - 2) + " -> " + StrictJson.writeText(replace.value()));
            }
            if (operation instanceof PatchOperation.Move move) {
                return line(">", move.path(), "from " + move.from());
            }
            if (operation instanceof PatchOperation.Copy copy) {
                return line("=", copy.path(), "from " + copy.from());
            }
            return line("-", operation.path(), "");
        }

        private static String line(String sign, String path, String value) {
            return ("  " + sign + " " + Text.left(path, PATH) + "  " + Text.cut(value, VALUE)).stripTrailing();
        }

        private String nodeOf(ReplayedRun run) {
            ByteString parent = diff.getHeader().getParentId();
            return run.messages().stream()
                    .map(MessageObserved::message)
                    .filter(m -> m.hasEvent()
                            && m.getEvent().getHeader().getMessageId().equals(parent))
                    .map(m -> m.getEvent().getNodeId())
                    .findFirst()
                    .orElse("?");
        }
    }
}
