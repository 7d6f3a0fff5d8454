package io.jaspis.cli.terminal;

import io.jaspis.attacks.ForeignPartException;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.plan.DeviceException;
import io.jaspis.tensor.PropertyException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Tells what a command failed with: whose it is, in a line, and the exit code for it. */
public final class Failure {
    /** A line is no place for more. */
    private static final int LONGEST = 500;

    private Failure() {}

    /**
     * Tells a failure.
     *
     * @param arguments the command line, for the log
     * @return the exit code
     */
    public static int tell(Throwable failure, PrintWriter err, String... arguments) {
        try {
            Throwable cause = unwrapped(failure);
            if (Boolean.getBoolean("jaspis.trace")) {
                cause.printStackTrace(err);
            }
            OutOfMemoryError exhausted = exhausted(cause);
            if (exhausted != null) {
                err.println("jaspis: " + memory(exhausted));
                return ExitCode.INTERNAL;
            }
            return switch (cause) {
                // As what it is thrown as: else this class couldn't be verified where that one is missing.
                case ForeignPartException _ -> foreign(err, cause, arguments);
                case InputException e -> bad(err, e.getMessage());
                case PropertyException e -> bad(err, e.getMessage());
                case NoSuchFileException e -> bad(err, e.getFile() + " does not exist");
                case AccessDeniedException e -> bad(err, e.getFile() + " may not be read or written");
                case FileSystemException e
                when e.getReason() == null ->
                    bad(err, e.getFile() + ": " + e.getClass().getSimpleName());
                case IOException e -> bad(err, e.getMessage() != null ? e.getMessage() : e.toString());
                case DeviceException e -> device(err, e);
                case Throwable e -> internal(err, e, arguments);
            };
        } catch (Throwable worse) {
            // Such as no memory even for this, or a class that is missing here too.
            err.println("jaspis: an error of Jaspis itself");
            return ExitCode.INTERNAL;
        }
    }

    /** What was thrown first, where others only carry it. */
    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && (cause instanceof UncheckedIOException
                        || cause instanceof CompletionException
                        || cause instanceof ExecutionException)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static OutOfMemoryError exhausted(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError exhausted) {
                return exhausted;
            }
        }
        return null;
    }

    private static String memory(OutOfMemoryError exhausted) {
        String what = String.valueOf(exhausted.getMessage());
        if (what.contains("array size")) {
            return "an array of more elements than Java allows is needed; take fewer or smaller examples or a smaller"
                    + " batch";
        }
        if (!what.contains("heap") && !what.contains("GC overhead")) {
            return "the machine has not enough memory (" + line(what)
                    + "); end other programs, or give Java's heap less" + " with JASPIS_OPTS=-Xmx1g";
        }
        long most = Runtime.getRuntime().maxMemory();
        return "the memory of %,d MiB is not enough; give more with JASPIS_OPTS=-Xmx%dg, or take fewer or smaller examples or a smaller batch"
                .formatted(most >> 20, Math.max(2, Math.ceilDiv(2 * most, 1L << 30)));
    }

    private static int bad(PrintWriter err, String message) {
        // Texts of files are in it, and none of them is to steer a terminal.
        err.println("jaspis: " + ForeignText.message(message));
        return ExitCode.BAD_INPUT;
    }

    /** An attack or a certifier of another jar is the user's to mend, who needs to see where it failed. */
    private static int foreign(PrintWriter err, Throwable fault, String... arguments) {
        String where = fault.getCause() == null ? "" : "; " + logged(fault, "where it failed is in", arguments);
        return bad(err, fault.getMessage() + where);
    }

    private static int device(PrintWriter err, DeviceException error) {
        err.println("jaspis: " + error.getMessage());
        return ExitCode.DEVICE;
    }

    private static int internal(PrintWriter err, Throwable error, String... arguments) {
        err.println("jaspis: an error of Jaspis itself, " + line(error.toString()) + "; "
                + logged(error, "please report it with", arguments));
        return ExitCode.INTERNAL;
    }

    /**
     * Writes down where an error was; says where that is to be found.
     *
     * @param told what stands before the name of the file
     */
    private static String logged(Throwable error, String told, String... arguments) {
        StringWriter text = new StringWriter();
        PrintWriter log = new PrintWriter(text);
        log.println("Jaspis " + Provenance.VERSION + " on Java " + Runtime.version() + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        log.println("Command: jaspis " + String.join(" ", arguments));
        error.printStackTrace(log);
        log.flush();
        try {
            Path file = Files.createTempFile("jaspis-", ".log");
            Files.writeString(file, text.toString());
            return told + " " + file;
        } catch (IOException unwritable) {
            return "no log of it could be written (" + line(unwritable.toString())
                    + "); JASPIS_OPTS=-Djaspis.trace=true shows where it was";
        }
    }

    /** The first line, cut where it is too long. */
    private static String line(String text) {
        String first = text.lines().findFirst().orElse("");
        return first.length() <= LONGEST ? first : first.substring(0, LONGEST) + "…";
    }
}
