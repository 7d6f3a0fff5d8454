package io.jaspis.cli.terminal;

import java.io.FileDescriptor;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.Charset;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How progress is shown: a live bar on a terminal, plain lines elsewhere. */
public final class Terminal {
    private Terminal() {}

    /**
     * Lets what is printed as an error go past the launcher's filter of Java's own messages, where there is one: it has the
     * true standard error output as another descriptor.
     */
    public static void passErrors() {
        Integer descriptor = Integer.getInteger("jaspis.stderr");
        if (descriptor == null) {
            return;
        }
        try {
            Field number = FileDescriptor.class.getDeclaredField("fd");
            number.setAccessible(true);
            number.setInt(FileDescriptor.err, descriptor);
        } catch (ReflectiveOperationException | RuntimeException closed) {
            // Then it goes through the filter, which takes nothing else away.
        }
    }

    /** How wide lines are where nobody looks at them on a terminal. */
    private static final int COLUMNS = 100;

    /** The characters that a line has room for. */
    public static int columns() {
        return Integer.getInteger("jaspis.columns", COLUMNS);
    }

    /** The character set of standard output. */
    public static Charset charset() {
        return System.out.charset();
    }

    /**
     * A bar on standard error, which leaves standard output to the results.
     *
     * @param quiet whether it is to show nothing
     */
    public static ProgressBar bar(String task, long length, String unit, boolean quiet) {
        boolean live = System.console() != null && System.console().isTerminal();
        PrintStream err = System.err;
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(length)
                .setUnit(" " + unit, 1)
                .setStyle(
                        charset().newEncoder().canEncode('█')
                                ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK
                                : ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(live ? 200 : 10_000)
                .clearDisplayOnFinish();
        if (quiet) {
            builder.setConsumer(new LineConsumer(new PrintStream(OutputStream.nullOutputStream())));
        } else if (!live) {
            builder.setConsumer(new LineConsumer(err));
        }
        return builder.build();
    }
}
