package io.dashstream.replay.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * Time and threads that a test drives: tasks run when the test says so, in an order that its random numbers choose, and
 * time passes only when there is nothing else to do.
 */
public final class VirtualScheduler implements SessionScheduler {

    private record Alarm(long at, long number, Runnable task) {}

    private final RandomGenerator random;
    private final List<Runnable> ready = new ArrayList<>();
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::number));
    private long now = 1_000_000_000L;
    private long numbers;

    public VirtualScheduler(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void execute(Runnable task) {
        ready.add(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Alarm alarm = new Alarm(now + delay.toNanos(), numbers++, task);
        alarms.add(alarm);
        return () -> alarms.remove(alarm);
    }

    @Override
    public double chance() {
        return random.nextDouble();
    }

    /** Runs one task that is ready, if there is one. */
    public boolean runOne() {
        if (ready.isEmpty()) {
            return false;
        }
        ready.remove(random.nextInt(ready.size())).run();
        return true;
    }

    public void runAll() {
        boolean ran;
        do {
            ran = runOne();
        } while (ran);
    }

    /** Lets time pass until something happens, at most for a while, and runs what is due; then runs what is ready. */
    public void pass(Duration duration) {
        long until = now + duration.toNanos();
        runAll();
        while (!alarms.isEmpty() && alarms.peek().at() <= until) {
            Alarm alarm = alarms.poll();
            now = Math.max(now, alarm.at());
            alarm.task().run();
            runAll();
        }
        now = until;
    }

    /** Lets time pass to the next alarm and runs it; false if there is none. */
    public boolean skipToNextAlarm() {
        Alarm alarm = alarms.poll();
        if (alarm == null) {
            return false;
        }
        now = Math.max(now, alarm.at());
        alarm.task().run();
        return true;
    }

    public int alarms() {
        return alarms.size();
    }
}
