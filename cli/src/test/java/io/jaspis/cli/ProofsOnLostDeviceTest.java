package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.DeviceException;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.samples.Relay;
import io.jaspis.check.CertificateFile;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proofs are found on the processor, so a device that is lost keeps none of what was certified before from having one. */
final class ProofsOnLostDeviceTest {
    @TempDir
    Path folder;

    /** The processor, as a device with a memory of its own that is lost after so many runs. */
    private static final class Counted implements Device {
        private final AtomicInteger runs = new AtomicInteger();
        private final int most;

        Counted(int most) {
            this.most = most;
        }

        @Override
        public String name() {
            return Cpu.best().name();
        }

        @Override
        public Execution load(Plan plan, Map<String, Tensor> parameters) {
            return new Relay(Cpu.best().load(plan, parameters)) {
                @Override
                public void run() {
                    if (runs.incrementAndGet() > most) {
                        throw new DeviceException("the device is lost");
                    }
                    super.run();
                }
            };
        }
    }

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
        Counted examples = new Counted(Integer.MAX_VALUE);
        assertEquals(ExitCode.OK, audit(examples, "examples", "--no-curve").code());
        Path whole = folder.resolve("whole");
        Counted all = new Counted(Integer.MAX_VALUE);
        assertEquals(ExitCode.OK, audit(all, "all", "--certificates", whole).code());

        // All examples are finished then, and not all other radii.
        Counted losing = new Counted((examples.runs.get() + all.runs.get()) / 2);
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
