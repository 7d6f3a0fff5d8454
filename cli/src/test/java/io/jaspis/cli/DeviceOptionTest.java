package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.opencl.Devices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private String verdicts(Path model, Path data, String device) throws IOException {
        Path out = folder.resolve(device);
        var ending = Commands.run(
                "audit",
                "--model",
                model,
                "--data",
                data,
                "--epsilon",
                "0.02",
                "--steps",
                "5",
                "--device",
                device,
                "--out",
                out);
        assertEquals(0, ending.code(), ending.err());
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
