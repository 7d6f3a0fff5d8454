package io.jaspis.defend.training;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Effort;
import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.attacks.Outcome;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.crown.CrownBounds;
import io.jaspis.certify.crown.Stage;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.certify.smoothing.Noise;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** What a network is to be good at, whatever it was trained by: a share of examples, counted on those that are held out. */
public sealed interface Measure {

    /**
     * The share of examples, 0 to 1; the same seed and network give the same.
     *
     * @param network from inputs to logits, without parameters
     * @param stopped asked now and then; once true it stays so
     * @throws java.util.concurrent.CancellationException where it was stopped before all examples were measured
     */
    double of(Graph network, Examples examples, long seed, Device device, BooleanSupplier stopped);

    /** The same to its end. */
    default double of(Graph network, Examples examples, long seed, Device device) {
        return of(network, examples, seed, device, () -> false);
    }

    /** What is counted, in words that follow a share or an accuracy. */
    String words();

    /** What is measured of a network that is to be certified against this threat. */
    default Measure against(Threat certified) {
        return this;
    }

    /** Whether it takes many times as long as accuracy on the examples as they are, so that some of many examples will do. */
    default boolean isCostly() {
        return false;
    }

    /** Accuracy on examples as they are. */
    record Clean() implements Measure {
        @Override
        public double of(Graph network, Examples examples, long seed, Device device, BooleanSupplier stopped) {
            return Accuracy.of(network, examples, device, stopped).share();
        }

        @Override
        public String words() {
            return "on the examples as they are";
        }

        @Override
        public Measure against(Threat certified) {
            return new Certified(certified);
        }
    }

    /**
     * Accuracy under a short attack that training knows nothing of: projected gradient descent on the margin with {@value
     * #STEPS} steps of a quarter of the radius from {@value #RESTARTS} random starts. It is an upper bound of robust accuracy,
     * near enough to tell a network that has collapsed.
     */
    record Attacked(Threat threat) implements Measure {
        private static final int STEPS = 10;
        private static final int RESTARTS = 2;
        private static final Attack ATTACK = new GradientDescent(new GradientDescent.Settings(
                "PGD-" + STEPS + "×" + RESTARTS, Loss.MARGIN, STEPS, 0.25, RESTARTS, true, null));

        @Override
        public double of(Graph network, Examples examples, long seed, Device device, BooleanSupplier stopped) {
            Problem problem = new Problem(network, examples, threat, device, Accuracy.BATCH);
            int[] survived = new int[1];
            ATTACK.attack(
                    problem,
                    all(examples),
                    seed,
                    Budget.UNLIMITED,
                    (_, outcome) -> survived[0] += outcome instanceof Outcome.Survived ? 1 : 0,
                    stopped);
            Stopping.check(stopped);
            return (double) survived[0] / examples.count();
        }

        @Override
        public String words() {
            return "under %s at %s".formatted(ATTACK.name(), radius(threat));
        }

        @Override
        public Measure against(Threat certified) {
            return new Attacked(certified);
        }

        @Override
        public boolean isCostly() {
            return true;
        }
    }

    /**
     * Accuracy under Gaussian noise, over {@value #DRAWS} draws for each example.
     *
     * @param sigma its standard deviation
     */
    record Noisy(double sigma) implements Measure {
        private static final int DRAWS = 4;

        @Override
        public double of(Graph network, Examples examples, long seed, Device device, BooleanSupplier stopped) {
            return Accuracy.underNoise(network, examples, sigma, DRAWS, seed, device, stopped)
                    .share();
        }

        @Override
        public String words() {
            return "under noise of σ = %s".formatted(sigma);
        }
    }

    /**
     * The share of examples to which the smoothed classifier gives their label with so large an L2 radius, as far as {@value
     * #DRAWS} draws for each tell (Cohen, Rosenfeld &amp; Kolter 2019, theorem 1): an estimate without confidence, where a
     * certificate takes thousands.
     *
     * @param sigma the standard deviation of the noise
     * @param radius in L2, at least 0
     */
    record Smoothed(double sigma, double radius) implements Measure {
        private static final int DRAWS = 64;

        private Noise.Gaussian noise() {
            return new Noise.Gaussian((float) sigma);
        }

        /** The largest radius that these draws tell of: of larger ones all of them must be right, as of this. */
        private double most() {
            return noise().radius((DRAWS - 1.0) / DRAWS);
        }

        /** The same with a few digits, which is no larger. */
        private String reach() {
            return new BigDecimal(most())
                    .round(new MathContext(3, RoundingMode.FLOOR))
                    .toPlainString();
        }

        @Override
        public double of(Graph network, Examples examples, long seed, Device device, BooleanSupplier stopped) {
            double needed = DRAWS * noise().probability(radius);
            int[] right = Accuracy.drawsRight(network, examples, sigma, DRAWS, seed, device, stopped);
            return (double) Arrays.stream(right)
                            .filter(draws -> draws >= needed)
                            .count()
                    / right.length;
        }

        @Override
        public String words() {
            return radius <= most()
                    ? "with a radius of %s under noise of σ = %s".formatted(radius, sigma)
                    : "with all %s draws right under noise of σ = %s, which tell of radii up to %s, and not of %s"
                            .formatted(DRAWS, sigma, reach(), radius);
        }

        @Override
        public boolean isCostly() {
            return true;
        }
    }

    /**
     * The share of examples whose label bounds prove against all that the threat allows.
     *
     * @param linear whether what intervals leave goes on to linear bounds, where the network and the threat have them: what is
     *     trained by less than the interval bounds of the whole ball is proved by closer ones
     */
    record Certified(Threat threat, boolean linear) implements Measure {
        /** Into which the ball of an example may be split where there are features, as an audit does by itself. */
        private static final int DOMAINS = 2048;

        /** By intervals alone. */
        public Certified(Threat threat) {
            this(threat, false);
        }

        @Override
        public double of(Graph network, Examples examples, long seed, Device device, BooleanSupplier stopped) {
            Problem problem = new Problem(network, examples, threat, device, Accuracy.BATCH);
            IntervalBounds intervals = threat.features() == null ? new IntervalBounds() : new IntervalBounds(DOMAINS);
            List<Integer> left = left(intervals, problem, all(examples), stopped);
            if (linear
                    && !left.isEmpty()
                    && CrownBounds.refusal(Stage.CROWN, problem).isEmpty()) {
                left = left(Stage.CROWN.with(Effort.LOW), problem, left, stopped);
            }
            return (double) (examples.count() - left.size()) / examples.count();
        }

        /** Those of the examples that it doesn't prove. */
        private List<Integer> left(
                Certifier certifier, Problem problem, List<Integer> examples, BooleanSupplier stopped) {
            try (Certifier.Prover prover = certifier.prepare(problem)) {
                float[] margins = prover.margins(examples, threat.epsilon(), Budget.UNLIMITED, stopped);
                Stopping.check(stopped);
                return IntStream.range(0, margins.length)
                        .filter(i -> !(margins[i] > 0))
                        .mapToObj(examples::get)
                        .toList();
            }
        }

        @Override
        public String words() {
            return "certified by %s at %s".formatted(bounds(), radius(threat));
        }

        /** The bounds that prove it, in words. */
        public String bounds() {
            return linear ? "intervals and CROWN" : "intervals";
        }

        /** The same, against another threat. */
        @Override
        public Certified against(Threat other) {
            return new Certified(other, linear);
        }

        @Override
        public boolean isCostly() {
            return linear;
        }
    }

    /**
     * How many of the training examples are held out to measure on where nobody says: a twentieth, at most 1,000; none where
     * they would be too few to tell anything, or leave no batch.
     */
    static int heldOut(int examples, int batch) {
        int count = Math.min(1000, examples / 20);
        return count >= 100 && examples - count >= batch ? count : 0;
    }

    /** How far an attacker goes, in words. */
    static String radius(Threat threat) {
        return "ε = " + threat.epsilon() + (threat.features() == null ? "" : " in units of each feature's own");
    }

    private static List<Integer> all(Examples examples) {
        return IntStream.range(0, examples.count()).boxed().toList();
    }
}
