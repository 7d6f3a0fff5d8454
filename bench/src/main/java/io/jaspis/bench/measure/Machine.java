package io.jaspis.bench.measure;

import io.jaspis.opencl.OpenClDevice;
import io.jaspis.opencl.Speed;
import io.jaspis.tensor.kernels.provider.Providers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What the figures were measured on.
 *
 * @param busy the share of all cores' time that other processes took when measuring began; above 0.05 or so, figures
 *     are noisy
 * @param kernels the kernels in use, with the lanes' width
 * @param device in words, where it isn't the processor
 * @param limits of the device, or of the processor for each number of threads that was asked for; none where no case is
 *     timed
 */
public record Machine(
        String processor,
        int cores,
        double busy,
        String java,
        String kernels,
        int lanes,
        String device,
        List<Limits> limits) {
    /** Bytes of the largest copy of a quick look. */
    private static final long QUICK_COPY = 64 << 20;

    public static Machine measure(List<Integer> threads, double seconds) {
        return of(
                null,
                measureBusy(),
                threads.stream().map(count -> Limits.measure(count, seconds)).toList());
    }

    /** The machine around a device, which is measured in the place of the processor; quickly by small copies alone. */
    public static Machine measure(OpenClDevice device, List<Integer> threads, double seconds, boolean quick) {
        Speed speed = Speed.measure(device, seconds, quick ? QUICK_COPY : Long.MAX_VALUE);
        List<Limits.Bandwidth> bandwidths = speed.copies().stream()
                .map(copy -> new Limits.Bandwidth(copy.set(), copy.bytes()))
                .toList();
        return of(
                device,
                measureBusy(),
                threads.stream()
                        .map(count -> new Limits(count, speed.operations(), bandwidths))
                        .toList());
    }

    /** This machine, around a device where there is one, before anything of it is measured. */
    public static Machine unmeasured(OpenClDevice device) {
        return of(device, 0, List.of());
    }

    /** This machine and how busy it is, where nothing is held to what it can do at most. */
    public static Machine withoutLimits(OpenClDevice device) {
        return of(device, measureBusy(), List.of());
    }

    private static Machine of(OpenClDevice device, double busy, List<Limits> limits) {
        return new Machine(
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                busy,
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                Providers.best().name(),
                Probes.LANES.length(),
                device == null ? null : device.facts().toString(),
                limits);
    }

    /** While this process does nothing. */
    private static double measureBusy() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        system.getCpuLoad();
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Math.max(0, system.getCpuLoad());
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

    /** Whether times of both can be compared: both are of one kind of processor, and of device. */
    public boolean isSameAs(Machine other) {
        return processor.equals(other.processor) && Objects.equals(device, other.device);
    }

    /** This with another's limits for the numbers of threads that it has none for. */
    public Machine withLimitsOf(Machine other) {
        List<Limits> all = new ArrayList<>(limits);
        other.limits.stream()
                .filter(limit -> limits.stream().noneMatch(own -> own.threads() == limit.threads()))
                .forEach(all::add);
        return new Machine(processor, cores, busy, java, kernels, lanes, device, all);
    }

    /** The limits that differ: a device's are the same for each number of threads. */
    public List<Limits> distinctLimits() {
        return device == null ? limits : limits.stream().limit(1).toList();
    }

    public Limits limits(int threads) {
        return limits.stream()
                .filter(limit -> limit.threads() == threads)
                .findFirst()
                .orElseThrow();
    }
}
