package io.jaspis.bench.measure;

import io.jaspis.tensor.kernels.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the figures were measured on.
 *
 * @param kernels the kernels in use, with the lanes' width
 * @param limits for each number of threads that was asked for
 */
public record Machine(String processor, int cores, String java, String kernels, int lanes, List<Limits> limits) {

    public static Machine measure(List<Integer> threads, double seconds) {
        return new Machine(
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                Kernels.best().name(),
                Probes.LANES.length(),
                threads.stream().map(count -> Limits.measure(count, seconds)).toList());
    }

    private static String processorName() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException notLinux) {
            // said below
        }
        return System.getProperty("os.arch");
    }

    public Limits limits(int threads) {
        return limits.stream()
                .filter(limit -> limit.threads() == threads)
                .findFirst()
                .orElseThrow();
    }
}
