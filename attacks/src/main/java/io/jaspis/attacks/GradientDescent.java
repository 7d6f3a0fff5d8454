package io.jaspis.attacks;

import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Projection;
import io.jaspis.attacks.search.Search;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;

/**
 * Projected gradient descent on the negative loss (Madry, Makelov, Schmidt, Tsipras &amp; Vladu 2018), and with one step
 * and no random start the fast gradient method (Goodfellow, Shlens &amp; Szegedy 2015).
 *
 * <p>The example itself is looked at first, so one that is misclassified to begin with is falsified at distance 0. Then
 * come the attempts, the first from the example or from anywhere in the ball, each further one from anywhere in it.
 *
 * <p>On one device, what becomes of an example depends on the seed, its index and the settings: not on the threads, nor
 * on the batch and the other examples as long as the device computes each row of a batch by itself, as the processor
 * does from two rows on. Devices and kernels of other lane widths round otherwise, which may change the last bits of an
 * adversarial example, and in a close case whether one is found.
 */
public final class GradientDescent implements Attack {
    /**
     * The settings.
     *
     * @param steps gradient steps of each attempt, at least 1
     * @param stepSize the length of a step as a fraction of ε
     * @param restarts attempts for each example, at least 1
     * @param randomStart whether an attempt starts anywhere in the ball, else at the example; without it there is one
     * @param targets for targeted attacks, the label each example is to get; null for untargeted ones. The number given
     *     to it is the example's index, and a target equal to the label is refused
     */
    public record Settings(
            String name,
            Loss loss,
            int steps,
            double stepSize,
            int restarts,
            boolean randomStart,
            IntUnaryOperator targets) {
        public Settings {
            Objects.requireNonNull(name);
            Objects.requireNonNull(loss);
            if (steps < 1 || restarts < 1 || !(stepSize > 0) || Double.isInfinite(stepSize)) {
                throw new IllegalArgumentException("an attack needs at least one step, one restart and a positive step"
                        + " size, but got " + steps + ", " + restarts + ", " + stepSize);
            }
            if (restarts > 1 && !randomStart) {
                throw new IllegalArgumentException(
                        "without a random start all " + restarts + " attempts would be the same: ask for one");
            }
        }

        public Settings targeting(IntUnaryOperator other) {
            return new Settings(name + ", targeted", loss, steps, stepSize, restarts, randomStart, other);
        }
    }

    private final Settings settings;

    public GradientDescent(Settings settings) {
        this.settings = settings;
    }

    /** One step of length ε from the example itself. */
    public static GradientDescent fgsm() {
        return new GradientDescent(new Settings("FGSM", Loss.CROSS_ENTROPY, 1, 1, 1, false, null));
    }

    /** Steps of 2.5·ε/steps, as is usual, from random starts. */
    public static GradientDescent pgd(Loss loss, int steps, int restarts) {
        String name = "PGD-" + steps + (restarts > 1 ? "×" + restarts : "") + " ("
                + switch (loss) {
                    case CROSS_ENTROPY -> "cross-entropy";
                    case MARGIN -> "margin";
                    case DIFFERENCE_OF_LOGITS_RATIO -> "DLR";
                }
                + ")";
        return new GradientDescent(new Settings(name, loss, steps, 2.5 / steps, restarts, true, null));
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("steps", settings.steps());
        parameters.put("restarts", settings.restarts());
        return parameters;
    }

    public Settings settings() {
        return settings;
    }

    @Override
    public void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        Search.Settings attempts = new Search.Settings(
                settings.name(), settings.steps(), settings.restarts(), settings.randomStart(), settings.targets());
        new Search(problem, attempts, method(problem)).run(indices, seed, budget, Outcome.toldTo(listener), stopped);
    }

    private Method method(Problem problem) {
        boolean targeted = settings.targets() != null;
        double length = settings.stepSize() * problem.threat().epsilon();
        if (!Projection.everyValue(problem.threat())) {
            return RelaxedAscent.method(problem, settings.loss(), targeted, () -> RelaxedMove.of(problem, length));
        }
        return switch (problem.threat().norm()) {
            case LINF -> BoxAscent.method(problem, settings.loss(), targeted, length);
            case L2, L1 -> BallAscent.method(problem, settings.loss(), targeted, length);
        };
    }
}
