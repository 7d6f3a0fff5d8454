package io.jaspis.bench;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.plan.DeviceException;
import io.jaspis.bench.process.Child;
import io.jaspis.tensor.PropertyException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what a command failed with: whose it is, in a line, and the exit code for it, as the other commands have them. */
final class Failure {
    /** An option or an input is wrong, or results can't be written. */
    static final int BAD_INPUT = 2;

    /** An error of Jaspis itself, or not enough memory. */
    static final int INTERNAL = 3;

    /** The device failed or was lost. */
    static final int DEVICE = 4;

    private Failure() {}

    /** Tells what is wrong with a command line, and returns the exit code. */
    static int tell(ParameterException error) {
        PrintWriter err = error.getCommandLine().getErr();
        told(BAD_INPUT, error.getMessage(), err);
        UnmatchedArgumentException.printSuggestions(error, err);
        err.println("Try '" + error.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return BAD_INPUT;
    }

    /** Tells a failure, and returns the exit code. */
    static int tell(Throwable failure, PrintWriter err) {
        return switch (unwrapped(failure)) {
            case InputException e -> told(BAD_INPUT, e.getMessage(), err);
            case PropertyException e -> told(BAD_INPUT, e.getMessage(), err);
            case NoSuchFileException e -> told(BAD_INPUT, e.getFile() + " does not exist", err);
            case AccessDeniedException e -> told(BAD_INPUT, e.getFile() + " may not be read or written", err);
            case FileSystemException e
            when e.getReason() == null ->
                told(BAD_INPUT, e.getFile() + ": " + e.getClass().getSimpleName(), err);
            case IOException e -> told(BAD_INPUT, e.getMessage() != null ? e.getMessage() : e.toString(), err);
            case InterruptedException _ -> told(Child.INTERRUPTED, "stopped", err);
            case DeviceException e -> told(DEVICE, e.getMessage(), err);
            case OutOfMemoryError e ->
                told(INTERNAL, "not enough memory (" + e.getMessage() + "); give more with JASPIS_OPTS=-Xmx16g", err);
            case Throwable e -> internal(e, err);
        };
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof UncheckedIOException carrier ? carrier.getCause() : failure;
    }

    private static int told(int code, String message, PrintWriter err) {
        err.println("jaspis bench: " + message);
        err.flush();
        return code;
    }

    /** Who runs a bench has its sources, so where it was is told at once. */
    private static int internal(Throwable error, PrintWriter err) {
        told(INTERNAL, "an error of Jaspis itself, " + error + "; please report it with the lines that follow", err);
        error.printStackTrace(err);
        err.flush();
        return INTERNAL;
    }
}
