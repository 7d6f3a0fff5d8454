package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.opencl.Child;
import io.jaspis.opencl.Devices;
import io.jaspis.opencl.Mixed;
import io.jaspis.opencl.OpenClDevice;
import io.jaspis.opencl.SeveralDevicesTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceOptionTest {
    @TempDir
    Path folder;

    @Test
    void anAuditOnADeviceHasTheVerdictsOfTheProcessor() throws IOException {
        Assumptions.assumeFalse(Devices.list().isEmpty(), "skipped: no OpenCL device on this machine");
        Path model = Commands.model(folder);
        Path data = Commands.data(folder, Onnx.read(model), 12);
        String cpu = verdicts(model, data, "cpu");
        assertEquals(cpu, verdicts(model, data, "opencl"));
        assertEquals(cpu, verdicts(model, data, "auto"));
    }

    @Test
    void aChoiceBetweenTwoDevicesHasTheVerdictsOfTheProcessor() throws IOException {
        Assumptions.assumeFalse(Devices.list().isEmpty(), "skipped: no OpenCL device on this machine");
        Path model = Commands.model(folder);
        Path data = Commands.data(folder, Onnx.read(model), 66);
        Path out = folder.resolve("mixed");
        try (OpenClDevice device = new OpenClDevice(Devices.list().getFirst(), notice -> {})) {
            Mixed mixed = new Mixed(Cpu.best(), device);
            assertEquals(
                    0, Commands.on(mixed, options(model, data, "auto", out)).code());
            assertTrue(mixed.fewest() >= 3, () -> mixed.fewest() + " plans on one of both");
        }
        assertEquals(verdicts(model, data, "cpu"), verdicts(out));
    }

    @Test
    void theSecondDeviceIsNamedByItsNumber() throws Exception {
        Assumptions.assumeFalse(Devices.list().isEmpty(), "skipped: no OpenCL device on this machine");
        Path model = Commands.model(folder);
        Path data = Commands.data(folder, Onnx.read(model), 12);
        Object[] options = options(model, data, "opencl:1", folder.resolve("second"));
        String[] words = Arrays.stream(options).map(Object::toString).toArray(String[]::new);
        String code = Child.run(SeveralDevicesTest.TWO, List.of(), Second.class, words);
        Assumptions.assumeFalse(code.isBlank(), "skipped: this machine has one OpenCL device, and no PoCL to make two");
        assertEquals("0", code.strip());
        assertEquals(verdicts(model, data, "cpu"), verdicts(folder.resolve("second")));
    }

    /** Runs the command where there are two devices, and prints its exit code. */
    static final class Second {
        public static void main(String[] arguments) {
            if (Devices.list().size() > 1) {
                PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
                System.out.println(Jaspis.run(nowhere, nowhere, arguments));
            }
        }
    }

    private static Object[] options(Path model, Path data, String device, Path out) {
        return new Object[] {
            "audit",
            "--model",
            model,
            "--data",
            data,
            "--epsilon",
            "0.02",
            "--steps",
            5,
            "--device",
            device,
            "--out",
            out
        };
    }

    private String verdicts(Path model, Path data, String device) throws IOException {
        Path out = folder.resolve(device);
        var ending = Commands.run(options(model, data, device, out));
        assertEquals(0, ending.code(), ending.err());
        return verdicts(out);
    }

    private static String verdicts(Path out) throws IOException {
        StringBuilder verdicts = new StringBuilder();
        Matcher matcher =
                Pattern.compile("\"verdict\"\\s*:\\s*\"(\\w+)\"").matcher(Files.readString(out.resolve("report.json")));
        while (matcher.find()) {
            verdicts.append(matcher.group(1)).append(' ');
        }
        assertTrue(!verdicts.isEmpty(), "a report without verdicts");
        return verdicts.toString();
    }

    @Test
    void devicesAreListed() {
        var ending = Commands.run("devices", "--list");
        assertEquals(0, ending.code(), ending.err());
        assertTrue(ending.out().startsWith("cpu"), ending.out());
    }

    @Test
    void anUnknownDeviceIsRefusedBeforeAnyWork() throws IOException {
        Path model = Commands.model(folder);
        Path data = Commands.data(folder, Onnx.read(model), 2);
        var ending = Commands.run("audit", "--model", model, "--data", data, "--device", "cuda", "--out", folder);
        assertEquals(2, ending.code());
        assertTrue(ending.err().contains("--device"), ending.err());
    }
}
