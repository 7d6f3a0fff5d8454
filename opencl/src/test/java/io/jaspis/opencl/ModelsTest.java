package io.jaspis.opencl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whole networks: the demo models, and those of the verification competition where they lie beside the checkout. */
class ModelsTest {
    /** Of networks of one benchmark the first few, since most differ in their weights alone; all take over two minutes. */
    private static final int EACH = Boolean.getBoolean("jaspis.every") ? Integer.MAX_VALUE : 2;

    private static final int BATCH = 3;

    @Test
    void theDemoModelsGiveTheProcessorsResults() throws IOException {
        Open.found();
        int held = hold(Path.of(System.getProperty("jaspis.root"), "models"));
        assertTrue(held >= 2, () -> held + " models");
    }

    @Test
    void theCompetitionsNetworksGiveTheProcessorsResults() throws IOException {
        Open.found();
        Path folder = Path.of(System.getProperty("jaspis.data"), "vnncomp");
        if (!Files.isDirectory(folder)) {
            System.out.println("skipped: no networks in " + folder);
            return;
        }
        assertTrue(hold(folder) > 0);
    }

    private static int hold(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.toString().matches(".*\\.onnx(\\.gz)?"))
                    .sorted()
                    .toList();
        }
        int held = 0;
        Map<Path, Integer> taken = new HashMap<>();
        for (Path file : files) {
            if (taken.merge(file.getParent(), 1, Integer::sum) > EACH) {
                continue;
            }
            Graph errors;
            try {
                errors = RunningError.of(Onnx.read(file), BATCH);
            } catch (UnsupportedOperationException e) {
                System.out.println("skipped: " + file.getFileName() + ", " + e.getMessage());
                continue;
            }
            hold(file, errors);
            held++;
        }
        return held;
    }

    private static void hold(Path file, Graph graph) {
        Map<String, Tensor> inputs = new HashMap<>();
        graph.inputs().forEach((name, value) -> {
            Tensor tensor = Tensor.zeros(value.batched() ? Shape.of(BATCH).then(value.shape()) : value.shape());
            SplittableRandom random = new SplittableRandom(4);
            for (int i = 0; i < tensor.data().length; i++) {
                tensor.data()[i] = (float) random.nextDouble();
            }
            inputs.put(name, tensor);
        });
        Plan plan = Plan.of(graph, BATCH);
        try (Execution processor = Cpu.best().load(plan);
                Execution device = Open.device().load(plan)) {
            Map<String, Tensor> expected = processor.run(inputs);
            Map<String, Tensor> found = device.run(inputs);
            for (String name : graph.outputs().keySet()) {
                if (name.endsWith(".error")) {
                    continue;
                }
                float[] a = expected.get(name).data();
                float[] b = found.get(name).data();
                float[] error = expected.get(name + ".error").data();
                for (int i = 0; i < a.length; i++) {
                    int at = i;
                    assertTrue(
                            Math.abs((double) a[i] - b[i]) <= 2 * error[i],
                            () ->
                                    "%s, output %s, element %d: %s on the processor, %s on the device, apart by %s at most"
                                            .formatted(file, name, at, a[at], b[at], 2 * error[at]));
                }
            }
        }
    }
}
