package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.training.LostDevice;
import io.jaspis.check.CertificateFile;
import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proofs are found on the processor, so a device that is lost keeps none of what was certified before from having one. */
final class ProofsOnLostDeviceTest {
    @TempDir
    Path folder;

    /** Of so few examples that they are one portion, whatever the time that it takes. */
    private Commands.Ending audit(Device device, String name, Object... more) throws IOException {
        Path model = Commands.model(folder);
        List<Object> words = new ArrayList<>(List.of("audit", "--model", model, "--epsilon", 0.02, "--trust", "off"));
        words.addAll(List.of("--data", Commands.data(folder, Onnx.read(model), 8), "--out", folder.resolve(name)));
        words.addAll(Arrays.asList(more));
        return Commands.on(device, words.toArray());
    }

    @Test
    void whatWasCertifiedIsProved() throws IOException {
        LostDevice examples = new LostDevice(Integer.MAX_VALUE);
        assertEquals(ExitCode.OK, audit(examples, "examples", "--no-curve").code());
        Path whole = folder.resolve("whole");
        LostDevice all = new LostDevice(Integer.MAX_VALUE);
        assertEquals(ExitCode.OK, audit(all, "all", "--certificates", whole).code());

        // All examples are finished then, and not all other radii.
        LostDevice losing = new LostDevice((examples.runs() + all.runs()) / 2);
        Path proofs = folder.resolve("proofs");
        Commands.Ending lost = audit(losing, "lost", "--certificates", proofs);
        assertEquals(ExitCode.DEVICE, lost.code(), lost::err);
        assertTrue(lost.out().contains("jaspis check follows them"), lost::out);
        int expected = CertificateFile.read(whole.resolve("certificate.json")).count();
        assertTrue(expected > 0);
        assertEquals(
                expected,
                CertificateFile.read(proofs.resolve("certificate.json")).count());
    }
}
