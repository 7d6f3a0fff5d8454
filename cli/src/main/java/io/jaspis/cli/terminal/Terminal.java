package io.jaspis.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

    /** What a bar with all its words needs. */
    private static final int NARROW = 80;

    /** The characters that a line has room for. */
    public static int columns() {
        return Integer.getInteger("jaspis.columns", COLUMNS);
    }

    /** Whether lines have room for little. */
    public static boolean narrow() {
        return columns() < NARROW;
    }

    /** The character set of standard output. */
    public static Charset charset() {
        return System.out.charset();
    }

    /**
     * Why not all that was printed to standard output is there, such as on a full disk. Empty where it is, and where nobody wants
     * it: who reads it has read enough, as {@code head} does, or it was closed from the start.
     */
    public static String whyUnprinted() {
        if (!System.out.checkError()) {
            return "";
        }
        // The stream knows that it failed, but not of what. It belongs to the process, and stays open.
        @SuppressWarnings("resource")
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        try {
            out.write('\n');
            return "a part of it was lost";
        } catch (IOException failed) {
            String why = String.valueOf(failed.getMessage());
            return why.equals(unread()) || why.equals(unwritable()) ? "" : why;
        }
    }

    /** What the system says, in the user's language, of a pipe that nobody reads any more. */
    private static String unread() {
        try {
            Pipe pipe = Pipe.open();
            try (Pipe.SinkChannel sink = pipe.sink()) {
                pipe.source().close();
                sink.write(ByteBuffer.allocate(1));
            }
        } catch (IOException said) {
            return String.valueOf(said.getMessage());
        }
        return "Broken pipe";
    }

    /** What it says of a descriptor that isn't for writing, as where a closed one is another file's by now. */
    private static String unwritable() {
        Path any = Path.of(System.getProperty("java.home"), "release");
        if (Files.isReadable(any)) {
            try (RandomAccessFile file = new RandomAccessFile(any.toFile(), "r");
                    FileOutputStream out = new FileOutputStream(file.getFD())) {
                out.write('\n');
            } catch (IOException said) {
                return String.valueOf(said.getMessage());
            }
        }
        return "Bad file descriptor";
    }

    /** Whether what is shown may have colours: not on a terminal that knows no more than lines, nor where nobody wants them. */
    public static boolean hasColours() {
        return hasColours(System.getenv());
    }

    static boolean hasColours(Map<String, String> environment) {
        return movesCursor(environment)
                && environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** Whether a terminal, if there is one, can write a line anew. */
    static boolean movesCursor(Map<String, String> environment) {
        return !"dumb".equals(environment.get("TERM"));
    }

    private static ProgressBarStyle style() {
        return !charset().newEncoder().canEncode('█')
                ? ProgressBarStyle.ASCII
                : hasColours() ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK : ProgressBarStyle.UNICODE_BLOCK;
    }

    /**
     * A bar on standard error, which leaves standard output to the results.
     *
     * @param quiet whether it is to show nothing
     */
    public static ProgressBar bar(String task, long length, String unit, boolean quiet) {
        boolean live = System.console() != null && System.console().isTerminal() && movesCursor(System.getenv());
        PrintStream err = System.err;
        ProgressBarBuilder builder = new ProgressBarBuilder()
                .setTaskName(narrow() ? "" : task)
                .setInitialMax(length)
                .setUnit(narrow() ? "" : " " + unit, 1)
                .setStyle(style())
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
