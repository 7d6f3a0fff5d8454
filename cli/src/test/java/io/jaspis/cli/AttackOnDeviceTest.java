package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.attacks.Outcome;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.opencl.Devices;
import io.jaspis.opencl.OpenClDevice;
import io.jaspis.opencl.runtime.Transfers;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What PGD has cross between the processor's memory and an OpenCL device's. */
class AttackOnDeviceTest {
    private static final int ROWS = 8;
    /** So small that nothing breaks, and every example goes all of its steps. */
    private static final double RADIUS = 1e-6;

    @TempDir
    Path folder;

    private record Crossed(Transfers.Count there, Transfers.Count back) {}

    @Test
    void pointsStayOnTheDeviceForFortySteps() throws IOException {
        if (Devices.list().isEmpty()) {
            System.out.println("skipped: no OpenCL device on this machine (Debian: pocl-opencl-icd)");
        }
        Assumptions.assumeFalse(Devices.list().isEmpty(), "skipped: no OpenCL device on this machine");
        Graph network = Onnx.read(Commands.model(folder));
        Dataset data = Datasets.read(Commands.data(folder, network, 40));
        try (OpenClDevice device = new OpenClDevice(Devices.list().getFirst(), notice -> {})) {
            Problem problem = new Problem(network, data, new Threat(Norm.LINF, RADIUS, 0, 1), device, ROWS);
            // Of five examples the last has another label: these are broken as they are.
            List<Integer> indices = List.of(0, 1, 2, 3, 5, 6, 7, 8);
            Crossed ten = crossed(problem, device, indices, 10);
            Crossed forty = crossed(problem, device, indices, 40);
            assertEquals(ten.there(), forty.there(), "nothing goes to the device after an attempt has begun");
            long scores = 4L * ROWS * Commands.CLASSES;
            Transfers.Count more = forty.back().since(ten.back());
            assertEquals(
                    new Transfers.Count(30, 30 * scores), more, "of a step the scores come back, and nothing else");
        }
    }

    private static Crossed crossed(Problem problem, OpenClDevice device, List<Integer> indices, int steps) {
        Transfers.Count there = device.transfers().toDevice();
        Transfers.Count back = device.transfers().fromDevice();
        GradientDescent.pgd(Loss.MARGIN, steps, 1)
                .attack(
                        problem,
                        indices,
                        1,
                        Budget.UNLIMITED,
                        (index, outcome) -> assertEquals(
                                steps + 2, ((Outcome.Survived) outcome).spent().gradients(), "steps of " + index),
                        () -> false);
        return new Crossed(
                device.transfers().toDevice().since(there),
                device.transfers().fromDevice().since(back));
    }
}
