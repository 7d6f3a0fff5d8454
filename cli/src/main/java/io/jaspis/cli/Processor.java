package io.jaspis.cli;

import io.jaspis.autodiff.plan.Device;
import io.jaspis.tensor.kernels.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine computes with. */
final class Processor {
    private Processor() {}

    /** What rounding depends on: the same kind gives the same bits. */
    static String kind() {
        return System.getProperty("os.arch") + ", " + Kernels.best().name() + " kernels";
    }

    /** A device, but for the number of its threads, of which nothing depends. */
    static String kind(Device device) {
        return kind(device.name());
    }

    /** The same of a device with this name. */
    static String kind(String device) {
        return device.replaceAll("\\b\\d+ threads?, ", "");
    }

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
