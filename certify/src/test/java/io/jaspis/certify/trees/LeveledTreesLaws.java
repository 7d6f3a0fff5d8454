package io.jaspis.certify.trees;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.jaspis.attacks.Outcome;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.certify.Certifier;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Target;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verification;
import io.jaspis.threat.samples.Nets;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** Stumps over two elements of a few levels, where all that an attacker may choose can be tried. */
class LeveledTreesLaws {
    private static final int LAST = 8;
    private static final int STUMPS = 5;
    private static final Features CHANNEL = Features.ofChannels(List.of(Feature.real("c", 1, 0, 1)), new int[2], LAST);

    private static Graph stumps(SplittableRandom random, int classes) {
        return Graph.of("x", Shape.of(2), "scores", x -> {
            Value[] scores = new Value[classes];
            for (int each = 0; each < classes; each++) {
                Value score = x.slice(0, 0, 1).scale(0).plus((float) random.nextDouble(0.5));
                for (int stump = 0; stump < STUMPS - 2; stump++) {
                    // Some thresholds are levels.
                    float at = random.nextInt(3) == 0
                            ? CHANNEL.levels(0).value(random.nextInt(LAST + 1))
                            : (float) random.nextDouble();
                    score = score.plus(
                            x.slice(0, random.nextInt(2), 1).plus(-at).step().scale((float) random.nextGaussian()));
                }
                scores[each] = score;
            }
            return x.trace().concatenate(0, List.of(scores));
        });
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    @Label("the attack breaks just what one of all allowed points breaks, also towards a class, and no proof denies it")
    void complete(@ForAll long seed, @ForAll Norm norm, @ForAll boolean aimed) {
        SplittableRandom random = new SplittableRandom(seed);
        int classes = random.nextInt(2, 5);
        Graph network = stumps(random, classes);
        float[] example = new float[2];
        for (int i = 0; i < 2; i++) {
            example[i] = CHANNEL.levels(i).value(random.nextInt(LAST + 1));
        }
        int label = Nets.prediction(network, example);
        if (label == Logits.NONE) {
            return;
        }
        Threat threat = Threat.of(norm, random.nextDouble(0.05, 0.8), CHANNEL);
        Problem any = Nets.problem(network, example, new int[] {label}, threat, 1);
        int target = aimed ? (label + 1) % classes : Logits.NONE;
        Problem problem = aimed ? any.withTarget(new Target.Fixed(target)) : any;
        Verification verification = new Verification(problem);
        boolean breakable = false;
        for (int a = 0; a <= LAST; a++) {
            for (int b = 0; b <= LAST; b++) {
                float[] point = {CHANNEL.levels(0).value(a), CHANNEL.levels(1).value(b)};
                breakable |= verification.check(0, point, "all", target).isPresent();
            }
        }
        boolean[] broken = new boolean[1];
        new TreeAttack(100_000)
                .attack(
                        problem,
                        List.of(0),
                        1,
                        Budget.UNLIMITED,
                        (_, outcome) -> broken[0] = outcome instanceof Outcome.Falsified,
                        () -> false);
        assertEquals(breakable, broken[0]);
        try (Certifier.Prover prover = new TreeBounds(100_000).prepare(problem)) {
            boolean proved = prover.margins(List.of(0), threat.epsilon())[0] > 0;
            assertFalse(proved && breakable);
        }
    }
}
