package io.dashstream.examples.quickstart;

import io.dashstream.examples.agent.Pace;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The quickstart's main program. It ends with status 0 if every state was rebuilt and verified, with 1 if not, with 2 if its options are wrong. Its
 * last line of output is {@code OK ...} or {@code FAILED ...}.
 */
public final class Quickstart {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int BAD_OPTION = 2;

    /** Fast for a model, slow enough to see that branches and runs go on side by side. */
    private static final Pace TYPING = Pace.of(Duration.ofMillis(3));

    private Quickstart() {}

    /**
     * Runs the quickstart.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        int status = run(List.of(arguments), System.out, System.err);
        if (status != OK) {
            // Maven's JVM is ours here: an exception would bury the last line under its own report.
            System.exit(status);
        }
    }

    static int run(List<String> arguments, PrintStream out, PrintStream errors) {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (BadOptionException e) {
            errors.println(e.getMessage());
            return BAD_OPTION;
        }
        if (options.help()) {
            out.print(Options.USAGE);
            return OK;
        }
        return run(new Demo(options, out, TYPING, UnaryOperator.identity()), out, errors);
    }

    static int run(Demo demo, PrintStream out, PrintStream errors) {
        try {
            return demo.run() ? OK : FAILED;
        } catch (DemoException e) {
            out.println("FAILED " + e.getMessage());
            return FAILED;
        } catch (RuntimeException e) {
            e.printStackTrace(errors);
            out.println("FAILED " + e);
            return FAILED;
        }
    }
}
