package io.jaspis.attacks.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Levels;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.samples.Nets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClimbTest {
    private static final Levels BYTES = new Levels(0, 1, 255);

    /** Of bytes, whose steps of an eighth of the radius are shorter than half a level. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void smallStepsGatherUntilTheyReachTheNextLevel(int levels) {
        Threat threat = Threat.of(
                Norm.LINF,
                (levels + 0.5) / 255,
                Features.ofChannels(List.of(Feature.real("grey", 1, 0, 1)), new int[3], 255));
        float[] x = {BYTES.value(100), BYTES.value(7), BYTES.value(250)};
        Problem problem = Nets.problem(Nets.linear(new float[] {1, -2, 4}, -8), x, new int[1], threat, 2);
        Climb climb = new Climb(problem, List.of(0));
        float still = climb.leads(0)[0];
        assertEquals(still - 7.0 * levels / 255, climb.leads(threat.epsilon())[0], 1e-5);
    }
}
