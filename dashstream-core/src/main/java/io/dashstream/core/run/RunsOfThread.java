package io.dashstream.core.run;

import io.dashstream.core.run.RunUpdate.Beginning;
import io.dashstream.core.run.RunUpdate.RunNamed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which runs of a thread are open, which is the newest, and what happens to all of them at once. */
final class RunsOfThread {

    private final ThreadKey thread;
    private final RunTable table;
    private final UpdateLog log;

    /** In the order in which they began. */
    private final List<RunState> open = new ArrayList<>();

    /** Have ended, and nothing of the thread went missing since the last message of theirs. */
    private final List<RunState> ended = new ArrayList<>();

    private @Nullable RunState newest;

    /** Changes whenever it is not sure that the count goes on. */
    private int numbering;

    /** The numbering in which the process began whose messages these are. */
    private int process;

    RunsOfThread(ThreadKey thread, RunTable table, UpdateLog log) {
        this.thread = thread;
        this.table = table;
        this.log = log;
        this.numbering = table.nextNumbering();
        this.process = numbering;
    }

    /** Names the count that the thread's messages are numbered by now. */
    int numbering() {
        return numbering;
    }

    RunState begin(String runId, Beginning how, long sequence) {
        RunKey key = thread.run(runId);
        RunState run = table.find(key).orElseGet(() -> table.create(key));
        run.begin(how, sequence, numbering, process);
        remove(run);
        open.add(run);
        newest = run;
        return run;
    }

    Optional<RunState> find(String runId) {
        return table.find(thread.run(runId));
    }

    List<RunState> open() {
        return List.copyOf(open);
    }

    boolean isOpen(RunState run) {
        return open.contains(run);
    }

    Optional<RunState> newestOpen() {
        return open.isEmpty() ? Optional.empty() : Optional.of(open.get(open.size() - 1));
    }

    Optional<RunState> onlyOpen() {
        return open.size() == 1 ? Optional.of(open.get(0)) : Optional.empty();
    }

    Optional<RunState> newest() {
        return Optional.ofNullable(newest);
    }

    /** The newest run, unless messages went missing since it ended. */
    Optional<RunState> newestUnlessMissing() {
        return newest().filter(run -> run.isOpen() || ended.contains(run));
    }

    /** The run got a message: it is the one heard of last, and what goes missing from now on concerns it. */
    void touch(RunState run) {
        table.touch(run);
        if (run.isOpen() && !open.contains(run)) {
            remove(run);
            open.add(run);
        } else if (!run.isOpen() && !ended.contains(run)) {
            ended.add(run);
        }
    }

    void end(RunState run, RunEnd how) {
        run.finish(how);
        open.remove(run);
        ended.add(run);
    }

    void rename(RunState run, String runId, long sequence) {
        table.rename(run, thread.run(runId), sequence);
    }

    /** The first run turned out to be the second one, which knows more. */
    void merge(RunState run, RunState into, long sequence) {
        remove(run);
        table.remove(run);
        if (run.equals(newest)) {
            newest = into;
        }
        log.add(new RunNamed(into.key(), sequence, run.key()));
    }

    void abandon(RunState run, RunEnd.Why why) {
        run.abandon(why);
        remove(run);
    }

    void abandonAll(RunEnd.Why why) {
        open().forEach(run -> abandon(run, why));
    }

    void hole(long first, long last) {
        open.forEach(run -> run.hole(first, last));
        ended.forEach(run -> run.hole(first, last));
        ended.clear();
    }

    void restartNumbers() {
        abandonAll(RunEnd.Why.PROCESS_RESTARTED);
        ended.clear();
        newest = null;
        numbering = table.nextNumbering();
        process = numbering;
    }

    /** Whether the run began in another process than those that are open. */
    boolean isOfOtherProcess(RunState run) {
        return run.process() != process;
    }

    /**
     * Messages of the process that began this run come, not of the one that was heard of last. When two are mixed, numbers
     * prove nothing: only one process is believed at a time, and each time it changes its runs have lost their state.
     */
    void switchToProcessOf(RunState run) {
        restartNumbers();
        process = run.process();
    }

    void forget(RunState run) {
        remove(run);
        if (run.equals(newest)) {
            newest = null;
        }
    }

    private void remove(RunState run) {
        open.remove(run);
        ended.remove(run);
    }
}
