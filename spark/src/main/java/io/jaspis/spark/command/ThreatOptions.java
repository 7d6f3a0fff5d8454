package io.jaspis.spark.command;

import io.jaspis.attacks.Effort;
import io.jaspis.autodiff.InputException;
import io.jaspis.spark.Question;
import io.jaspis.threat.Norm;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** What an attacker may do, and how hard to try. */
final class ThreatOptions {
    @Option(
            names = "--norm",
            paramLabel = "inf|2|1",
            defaultValue = "inf",
            description = "The norm of the ball. Default: ${DEFAULT-VALUE}.")
    String norm;

    @Option(
            names = "--epsilon",
            paramLabel = "RADIUS[,…]",
            split = ",",
            converter = Fraction.class,
            required = true,
            description =
                    "The radius, also a fraction such as 8/255; of several the largest is the headline, and the others make"
                            + " the curve.")
    List<Double> epsilons;

    @Option(
            names = "--range",
            paramLabel = "LOWER,UPPER",
            defaultValue = "0,1",
            description = "The values that inputs can have. Default: ${DEFAULT-VALUE}.")
    String range;

    @Option(
            names = "--effort",
            paramLabel = "low|normal|high",
            defaultValue = "NORMAL",
            description = "How much work to put in. Default: normal.")
    Effort effort;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The seed of all chance. Default: ${DEFAULT-VALUE}.")
    long seed;

    /** @param attacks null for the standard ones, and so the certifiers */
    Question question(List<String> attacks, List<String> certifiers) {
        double largest =
                epsilons.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        List<Double> others =
                epsilons.stream().filter(radius -> radius != largest).toList();
        Pair ends = Pair.of("--range", range, "0,1");
        return new Question(norm(), largest, ends.first(), ends.second(), effort, attacks, certifiers, others, seed);
    }

    private Norm norm() {
        return Arrays.stream(Norm.values())
                .filter(one -> one.option().equals(norm))
                .findFirst()
                .orElseThrow(() -> new InputException("--norm is inf, 2 or 1, not " + norm));
    }
}
