package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.report.ReportText;
import io.jaspis.audit.robustness.Robustness;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Aim;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import io.jaspis.threat.samples.Nets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneClassTest {
    /** Gives class 0 wherever its inputs are from 0 to 1. */
    private static final Graph ONE = Nets.linear(new float[] {1}, -5);

    /** So many examples, of which the last ones are of class 1. */
    private static Dataset rare(int count, int fraud) throws IOException {
        float[] x = new float[count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            x[i] = (float) i / count;
            labels[i] = i < count - fraud ? 0 : 1;
        }
        return Dataset.of("rare", Tensor.of(Shape.of(count, 1), x), labels);
    }

    private static List<String> warnings(Robustness question, Dataset examples) {
        AuditReport report = question.audit(examples);
        return report.remarks().warnings().stream()
                .filter(warning -> warning.contains("whatever their label"))
                .toList();
    }

    private static Robustness question(Graph network) {
        return Robustness.of(new Model("network.onnx", "", network, List.of(), List.of()))
                .within(Norm.LINF, 0.05)
                .withAttacks("fgsm");
    }

    @Test
    void aRareClassThatIsNeverGivenIsTold() throws IOException {
        List<String> warnings = warnings(question(ONE), rare(383, 3));
        assertEquals(1, warnings.size());
        assertTrue(
                warnings.getFirst().startsWith("class 0 is given to all 383 examples, whatever"), warnings.toString());
    }

    @Test
    void aClassOfWhichNoneIsRightIsNamed() throws IOException {
        String text = ReportText.of(question(ONE).audit(rare(383, 3)), StandardCharsets.US_ASCII)
                .replaceAll("[ |\\n]+", " ");
        assertTrue(text.contains("None of the examples is right of class 1 (3)."), text);
    }

    @Test
    void whatTheFirstLookSawIsSaidOnce() throws IOException {
        List<String> warnings = warnings(question(ONE), rare(40, 3));
        assertEquals(1, warnings.size());
        assertTrue(warnings.getFirst().contains("all of the first 40 examples"), warnings.toString());
    }

    @Test
    void theClassAimedAtIsLookedAtThoughItIsNotAudited() throws IOException {
        List<String> warnings = warnings(question(ONE).aimingAt(Aim.at(1)), rare(100, 3));
        assertEquals(1, warnings.size());
        assertTrue(
                warnings.getFirst()
                        .startsWith("class 0 is given to all 97 examples, and to all 3 looked at that have the class"
                                + " aimed at, whatever"),
                warnings.toString());
        // One that knows the class aimed at gives the others theirs, as it should.
        assertEquals(
                List.of(),
                warnings(question(Nets.linear(new float[] {1}, -0.965f)).aimingAt(Aim.at(1)), rare(100, 3)));
    }

    @Test
    void nothingIsToldWhereClassesDifferOrLabelsDoNot() throws IOException {
        assertEquals(List.of(), warnings(question(Nets.linear(new float[] {1}, -0.99f)), rare(383, 3)));
        assertEquals(List.of(), warnings(question(ONE), rare(100, 0)));
        assertEquals(List.of(), warnings(question(ONE), rare(5, 1)));
    }
}
