package io.jaspis.cli;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.opencl.Devices;
import io.jaspis.opencl.OpenClDevice;
import io.jaspis.opencl.SelfTest;
import io.jaspis.opencl.Speed;
import io.jaspis.opencl.runtime.DeviceFacts;
import io.jaspis.opencl.runtime.Platforms;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jaspis devices}: what there is to compute on, and whether it computes right. */
@Command(
        name = "devices",
        description = "Lists the devices of this machine, and tests each kernel on them against the processor's.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  ${sys:jaspis.command:-./jaspis} devices --list"})
final class DevicesCommand implements Callable<Integer> {
    private static final double MEBIBYTE = 1 << 20;
    private static final double LIMIT_SECONDS = 0.3;

    @Option(names = "--list", description = "Only lists, without the test.")
    private boolean listing;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("cpu       " + Cpu.best().name());
        List<Platforms.Found> found = Devices.list();
        if (found.isEmpty()) {
            out.println(
                    Platforms.installed()
                            ? "OpenCL is installed, but it has no device: a driver is missing."
                            : "No OpenCL is installed; README.md says how.");
        }
        boolean right = true;
        for (int i = 0; i < found.size(); i++) {
            describe(i, found.get(i).facts(), out);
            if (!listing) {
                right &= test(found.get(i), out);
            }
        }
        out.flush();
        return right ? ExitCode.OK : ExitCode.BELOW;
    }

    private static void describe(int number, DeviceFacts facts, PrintWriter out) {
        out.printf("opencl:%-2d %s%n", number, facts);
        out.printf(
                "          %s, %d units at %d MHz, %,.0f MiB, largest buffer %,.0f MiB, %,d KiB local, %s%n",
                facts.version(),
                facts.units(),
                facts.megahertz(),
                facts.memory() / MEBIBYTE,
                facts.largestAllocation() / MEBIBYTE,
                facts.localMemory() / 1024,
                facts.fp64() ? "doubles" : "no doubles");
    }

    private static boolean test(Platforms.Found found, PrintWriter out) {
        try (OpenClDevice device = new OpenClDevice(found, notice -> out.println("          " + notice))) {
            out.println(
                    device.brokenPromises().isEmpty()
                            ? "          arithmetic: as float-sound bounds assume"
                            : "          arithmetic: no float-sound bounds here, for "
                                    + String.join(", ", device.brokenPromises()));
            Speed speed = Speed.measure(device, LIMIT_SECONDS);
            out.printf("          %-24s %-6s %10.1f GFLOP/s%n", "limit: multiply-adds", "", speed.operations() * 1e-9);
            for (Speed.Copy copy : speed.copies()) {
                out.printf(
                        "          %-24s %-6s %18s %10.1f GB/s%n",
                        "limit: copies of %,d MiB".formatted(copy.set() / 2 >> 20), "", "", copy.bytes() * 1e-9);
            }
            boolean right = true;
            for (SelfTest.Line line : new SelfTest(device).run()) {
                // What computes little for each byte is held against memory alone.
                String operations = line.operationsPerSecond() > line.bytesPerSecond()
                        ? "%10.1f GFLOP/s".formatted(line.operationsPerSecond() * 1e-9)
                        : "";
                out.printf(
                        "          %-24s %-6s %18s %10.1f GB/s%n",
                        line.kernel(), line.right() ? "right" : "WRONG", operations, line.bytesPerSecond() * 1e-9);
                out.flush();
                right &= line.right();
            }
            return right;
        }
    }
}
