package io.jaspis.attacks.evasion.nearest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.attacks.Outcomes;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CarliniWagnerLinfTest {
    /** Of an input at 0.4 of a width, whose class changes half of the radius away. */
    private static List<Integer> broken(Threat threat, float width, double radius) {
        float at = 0.4f * width;
        Problem problem = Nets.problem(
                Nets.linear(new float[] {1}, (float) (-at - radius / 2)), new float[] {at}, new int[1], threat, 1);
        return Outcomes.falsified(Outcomes.of(new CarliniWagnerLinf(1000, 1), problem, 1));
    }

    /** The last τ of the paper, a 256th of the range, is for images; a ball may be smaller. */
    @Test
    void ballsSmallerThanTheLastThresholdAreReachedInto() {
        for (double radius : new double[] {0.1, 0.004, 0.002, 0.0005}) {
            assertEquals(List.of(0), broken(new Threat(Norm.LINF, radius, 0, 1), 1, radius));
            assertEquals(List.of(0), broken(new Threat(Norm.LINF, 1000 * radius, 0, 1000), 1000, 1000 * radius));
        }
    }

    @Test
    void soIsTheRadiusOfAFeatureWithAWideRange() {
        Features features = new Features(List.of(Feature.real("amount", 1, 0, 1000)));
        assertEquals(List.of(0), broken(Threat.of(Norm.LINF, 1, features), 1000, 1));
    }

    /** In a ball of nothing, and where float32 has a tie that double precision doesn't: then no τ but 0 is small enough. */
    @Test
    @Timeout(60)
    void searchesEndWhereNothingIsNearEnough() {
        Graph near = Nets.linear(new float[] {1, 1}, -0.699999f);
        Problem none = Nets.problem(near, new float[] {0.3f, 0.4f}, new int[] {1}, new Threat(Norm.LINF, 0, 0, 1), 4);
        assertEquals(List.of(), Outcomes.falsified(Outcomes.of(new CarliniWagnerLinf(200, 1), none, 1)));
        Graph tie = Graph.of("x", Shape.of(2), "logits", x -> {
            Trace trace = x.trace();
            Value sums = x.dense(trace.constant(Tensor.of(Shape.of(2, 2), 1, 1, 1, 1)));
            return sums.plus(trace.constant(Tensor.of(Shape.of(2), 1000, 1000)))
                    .plus(trace.constant(Tensor.of(Shape.of(2), 1e-5f, 0)));
        });
        Problem tied = Nets.problem(tie, new float[] {0.3f, 0.4f}, new int[1], new Threat(Norm.LINF, 0.1, 0, 1), 4);
        assertEquals(List.of(), Outcomes.falsified(Outcomes.of(new CarliniWagnerLinf(200, 1), tied, 1)));
    }
}
