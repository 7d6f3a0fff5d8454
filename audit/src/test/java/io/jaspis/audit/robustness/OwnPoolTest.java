package io.jaspis.audit.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.samples.NoSharedPool;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever brings a pool has the whole audit in it: here the process has no other, as its own can't be made. */
@ExtendWith(NoSharedPool.class)
class OwnPoolTest {
    private static final Path EXAMPLES =
            Path.of(System.getProperty("jaspis.root", "..")).resolve("examples");

    private static AuditReport audited(Robustness question, Dataset examples) {
        try (Workers own = Workers.of(2)) {
            return question.on(own).audit(examples);
        }
    }

    @Test
    void anAuditOfRows() throws IOException {
        Model model = Model.read(EXAMPLES.resolve("fraud/fraud.onnx"));
        Dataset cases = model.examples(
                EXAMPLES.resolve("fraud/cases.csv"),
                Columns.DETECTED
                        .withDropped("id")
                        .withMissing(Columns.Missing.MEDIAN)
                        .withOneHot("country"));
        Robustness question =
                Robustness.of(model).withAttacks("fgsm", "verifier").withCurve().withExamples(60);
        AuditReport near = audited(question.within(Norm.LINF, 0.05), cases);
        assertTrue(near.sandwich().robustLower() > 0, "nothing is proved");
        AuditReport far = audited(question.within(Norm.LINF, 0.2), cases);
        assertTrue(far.breaks().broken() > 0, "nothing is broken");
    }

    /** One that tells digits apart no better than chance, but class 0 where it doubts. */
    private static Model untrained() {
        SplittableRandom random = new SplittableRandom(1);
        float[] weights = new float[10 * 28 * 28];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian() * 0.01f;
        }
        float[] biases = new float[10];
        biases[0] = 0.5f;
        Graph graph = Graph.of(
                "x",
                Shape.of(1, 28, 28),
                "logits",
                x -> x.flatten()
                        .dense(x.trace().constant(Tensor.of(Shape.of(10, 28 * 28), weights)))
                        .plus(x.trace().constant(Tensor.of(Shape.of(10), biases))));
        return new Model("untrained", "", graph, List.of(), List.of());
    }

    @Test
    void anAuditOfPictures() throws IOException {
        Model model = untrained();
        Dataset digits = model.examples(EXAMPLES.resolve("digits"));
        Robustness question = Robustness.of(model)
                .within(Norm.LINF, 0.3)
                .withAttacks("fgsm")
                .withCertifiers("interval")
                .withCurve();
        AuditReport report = audited(question, digits);
        assertFalse(report.gallery().isEmpty(), "nothing is broken");
    }

    /** A report names what computed it, and not what else could have. */
    @Test
    void aReportNamesTheKernelsThatComputed() throws IOException {
        Model model = untrained();
        Dataset digits = model.examples(EXAMPLES.resolve("digits"));
        Robustness question = Robustness.of(model)
                .within(Norm.LINF, 0.01)
                .withAttacks("fgsm")
                .withCertifiers("interval")
                .withCurve()
                .withExamples(10)
                .on(new Cpu(Providers.scalar(), Workers.of(1)));
        assertEquals(Providers.scalar().name(), question.audit(digits).machine().kernels());
    }
}
