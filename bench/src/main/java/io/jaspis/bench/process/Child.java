package io.jaspis.bench.process;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A process that doesn't outlive this one, nor do those that it starts. */
public final class Child implements AutoCloseable {
    /** The exit code of what Ctrl-C stopped, which goes to all processes of a terminal. */
    public static final int INTERRUPTED = 130;

    private static final int PATIENCE_SECONDS = 10;

    private final Closing<Process> process;

    private Child(ProcessBuilder builder, Consumer<ProcessHandle> how) throws IOException {
        this.process = Closing.of(builder::start, started -> end(started, how));
    }

    /** Starts a process that may go on for a moment where it has something to keep. */
    public static Child start(ProcessBuilder builder) throws IOException {
        return new Child(builder, ProcessHandle::destroy);
    }

    /** Starts a process that has nothing to keep. */
    public static Child startFleeting(ProcessBuilder builder) throws IOException {
        return new Child(builder, ProcessHandle::destroyForcibly);
    }

    public Process process() {
        return process.opened();
    }

    /** Whether it has ended because this process was being stopped, and so would have ended otherwise. */
    public boolean stopped() {
        return Closing.stopping() || !process().isAlive() && process().exitValue() == INTERRUPTED;
    }

    /** Has it end if it hasn't. */
    @Override
    public void close() {
        process.close();
    }

    private static void end(Process process, Consumer<ProcessHandle> how) {
        process.descendants().forEach(how);
        how.accept(process.toHandle());
        try {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
