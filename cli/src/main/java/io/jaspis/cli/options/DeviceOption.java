package io.jaspis.cli.options;

import io.jaspis.autodiff.plan.Device;
import io.jaspis.opencl.Devices;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** The option that says what computes. */
public class DeviceOption {
    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "What computes: " + Devices.NAMES + ", which chooses for each piece of work by its size."
                    + " 'jaspis devices' lists them. Default: ${DEFAULT-VALUE}.")
    private String name;

    /** Opens the device; what it does otherwise than was asked is told here. */
    public Device open(PrintWriter notices) {
        return Asked.of(() -> Devices.named(name, notice -> {
            notices.println("jaspis: " + notice);
            notices.flush();
        }));
    }
}
