package io.jaspis.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * How long this process has been there. Java's start instant is the second in which the machine was started plus the time until
 * the process was: up to a second too early, and off by whatever set the clock since. Where the system tells both
 * times since its own start, that of now and that of the process, their difference is taken, to a hundredth of a second.
 */
final class ProcessAge {
    private static final Path NOW = Path.of("/proc/uptime");
    private static final Path PROCESS = Path.of("/proc/self/stat");

    /** What a time in {@link #PROCESS} is a part of, on every Linux. */
    private static final double TICKS_A_SECOND = 100;

    /** Which of the words behind the command's name is the start. */
    private static final int START = 19;

    private ProcessAge() {}

    static double seconds() {
        try {
            return seconds(Files.readString(NOW), Files.readString(PROCESS));
        } catch (IOException | RuntimeException _) {
            Instant now = Instant.now();
            Instant start = ProcessHandle.current().info().startInstant().orElse(now);
            return Math.max(0, Duration.between(start, now).toNanos() * 1e-9);
        }
    }

    /** @param process with the command's name in parentheses, which may hold spaces and parentheses itself */
    static double seconds(String now, String process) {
        String[] words = process.substring(process.lastIndexOf(')') + 1).strip().split(" ");
        double start = Long.parseLong(words[START]) / TICKS_A_SECOND;
        return Math.max(0, Double.parseDouble(now.split(" ")[0]) - start);
    }
}
