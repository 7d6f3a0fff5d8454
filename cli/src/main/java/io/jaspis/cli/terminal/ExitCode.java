package io.jaspis.cli.terminal;

/** What the command's exit codes mean. */
public final class ExitCode {
    /** Done, and every asked condition holds. */
    public static final int OK = 0;

    /** Done, but a condition such as {@code --fail-below} doesn't hold. */
    public static final int BELOW = 1;

    /** Training diverged; the last finite weights are kept where there are any. */
    public static final int DIVERGED = 1;

    /**
     * The input or an option is wrong, and nothing was computed; or an attack or a certifier of another jar is; or results can't be
     * written, and are kept elsewhere.
     */
    public static final int BAD_INPUT = 2;

    /** An error of Jaspis itself. */
    public static final int INTERNAL = 3;

    /** The device failed or was lost; what was finished is kept. */
    public static final int DEVICE = 4;

    /** Done, but what attacks left standing isn't to be trusted: there are signs that they failed for another reason. */
    public static final int UNRELIABLE = 5;

    /** Stopped by Ctrl-C; what was finished is kept. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
