package io.jaspis.attacks;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Kernels;
import java.util.Optional;

/**
 * The check of an adversarial example from scratch: inside its ball and range in double precision, and misclassified by
 * the network on its own, alone in a batch of one, by the plain scalar kernels.
 */
public final class Verification {
    private final Problem problem;
    private final Execution alone;
    private final float[] centre;
    private final float[] logits;

    public Verification(Problem problem) {
        this.problem = problem;
        this.alone = new Cpu(Kernels.scalar(), Workers.of(1)).load(Plan.of(problem.network(), 1));
        this.centre = new float[problem.size()];
        this.logits = new float[problem.classes()];
    }

    /** The outcome to report, or nothing where the check fails. */
    public Optional<Outcome.Falsified> check(int index, float[] x, String attack) {
        problem.examples().copy(index, centre, 0);
        if (!problem.threat().contains(centre, 0, x, 0, x.length)) {
            return Optional.empty();
        }
        alone.write(problem.network().onlyInput(), x, 0);
        alone.run();
        alone.read(problem.network().onlyOutput(), logits, 0);
        int label = problem.examples().label(index);
        int prediction = Logits.largest(logits, 0, logits.length);
        if (prediction == label || !(logits[prediction] > logits[label])) {
            return Optional.empty();
        }
        double distance = problem.threat().norm().distance(centre, 0, x, 0, x.length);
        return Optional.of(new Outcome.Falsified(x.clone(), prediction, distance, attack));
    }
}
