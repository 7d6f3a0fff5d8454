package io.jaspis.audit.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine computes with. */
final class Processor {
    private Processor() {}

    /** The processor's model, where the system tells it. */
    static String model() {
        Path facts = Path.of("/proc/cpuinfo");
        if (Files.isReadable(facts)) {
            try {
                return Files.readAllLines(facts).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch"));
            } catch (IOException e) {
                return System.getProperty("os.arch");
            }
        }
        return System.getProperty("os.arch");
    }
}
