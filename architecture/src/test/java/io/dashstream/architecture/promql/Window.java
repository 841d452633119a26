package io.dashstream.architecture.promql;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What was seen of a series in a time that ends now. As since Prometheus 3 the time is open at its beginning: a sample that is exactly as
 * old as it is long does not count.
 */
final class Window {

    private static final double ALLOWED_GAP = 1.1;

    private final double[] seconds;
    private final double[] values;
    private final double from;
    private final double to;

    private Window(double[] seconds, double[] values, double from, double to) {
        this.seconds = seconds;
        this.values = values;
        this.from = from;
        this.to = to;
    }

    static Window of(Recording.Series series, Duration interval, int now, Duration range) {
        double step = interval.toMillis() / 1000.0;
        double to = now * step;
        double from = to - range.toMillis() / 1000.0;
        int first = (int) Math.max(0, now - range.toMillis() / interval.toMillis());
        int[] scrapes = IntStream.rangeClosed(first, now)
                .filter(scrape -> series.isIn(scrape) && scrape * step > from)
                .toArray();
        double[] seconds = new double[scrapes.length];
        double[] values = new double[scrapes.length];
        for (int index = 0; index < scrapes.length; index++) {
            seconds[index] = scrapes[index] * step;
            values[index] = series.value(scrapes[index]);
        }
        return new Window(seconds, values, from, to);
    }

    /**
     * By how much a counter grew: the growth that was seen, where a figure that is smaller than the one before is a counter that began
     * anew at 0, stretched to the whole time. It is stretched by half the distance of two samples only at an end where the next sample
     * would have been due (1.1 of that distance) before the time's end, and never beyond where the counter would have been 0.
     */
    OptionalDouble increase() {
        if (values.length < 2) {
            return OptionalDouble.empty();
        }
        double growth = values[values.length - 1] - values[0];
        for (int index = 1; index < values.length; index++) {
            if (values[index] < values[index - 1]) {
                growth += values[index - 1];
            }
        }
        double seen = seconds[seconds.length - 1] - seconds[0];
        double distance = seen / (values.length - 1);
        double atStart = seconds[0] - from;
        if (atStart >= distance * ALLOWED_GAP) {
            atStart = distance / 2;
        }
        if (growth > 0 && values[0] >= 0) {
            atStart = Math.min(atStart, seen * (values[0] / growth));
        }
        double atEnd = to - seconds[seconds.length - 1];
        if (atEnd >= distance * ALLOWED_GAP) {
            atEnd = distance / 2;
        }
        return OptionalDouble.of(growth * (seen + atStart + atEnd) / seen);
    }

    /** One, if there was any sample. */
    OptionalDouble present() {
        return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(1);
    }

    /** The slope, each second, of the line that is nearest to all samples by least squares. */
    OptionalDouble deriv() {
        int count = values.length;
        if (count < 2) {
            return OptionalDouble.empty();
        }
        double x = 0;
        double y = 0;
        double xx = 0;
        double xy = 0;
        for (int index = 0; index < count; index++) {
            // From the first sample on, as large times would cost digits.
            double second = seconds[index] - seconds[0];
            x += second;
            y += values[index];
            xx += second * second;
            xy += second * values[index];
        }
        return OptionalDouble.of((xy - x * y / count) / (xx - x * x / count));
    }
}
