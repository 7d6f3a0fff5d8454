package io.jaspis.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.check.SmoothingCertificate.Accuracy;
import io.jaspis.check.SmoothingCertificate.Example;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The certified accuracy, as it is counted one example after the other. */
final class AccuracyLaws {
    private static final String VOTES = Ballots.format(new int[] {0});

    private static Example example(int index, Random random) {
        boolean certified = random.nextBoolean();
        // Few different radii, so that those asked for are often reached exactly.
        double radius = certified ? 0.25 * random.nextInt(5) : 0;
        double joint = certified ? Math.max(0, radius - 0.25 * random.nextInt(3)) : 0;
        return new Example(index, "0".repeat(64), random.nextInt(2), 0, 1, 0, 1, certified, radius, joint, VOTES);
    }

    private static double share(long count, int examples) {
        return examples == 0 ? 0 : (double) count / examples;
    }

    @Property(tries = 300)
    @Label("the certified accuracy at a radius is the share of right examples that are certified there")
    void counted(@ForAll long seed, @ForAll @IntRange(max = 30) int count) {
        Random random = new Random(seed);
        List<Example> examples =
                IntStream.range(0, count).mapToObj(i -> example(i, random)).toList();
        double[] radii = {0, 0.1, 0.25, 0.5, 1, 1.01};
        List<Accuracy> accuracy = SmoothingCertificate.accuracy(examples, radii);
        for (int i = 0; i < radii.length; i++) {
            double radius = radii[i];
            long single = examples.stream()
                    .filter(e -> e.label() == e.prediction() && e.certified() && e.radius() >= radius)
                    .count();
            long joint = examples.stream()
                    .filter(e -> e.label() == e.prediction() && e.jointRadius() > 0 && e.jointRadius() >= radius)
                    .count();
            assertEquals(new Accuracy(radius, share(single, count), share(joint, count)), accuracy.get(i));
        }
    }
}
