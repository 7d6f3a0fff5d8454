package io.jaspis.check;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.DoubleArithmetic;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.check.SmoothingCertificate.Settings;
import io.jaspis.tensor.kernels.Randoms;
import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Logits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One sample again: its noise from scalar code, bit for bit, and the network in float64 by the reference interpreter.
 * Value i of sample s of example e takes element i of Philox stream {@code 0x5300 << 48 | e << 24 | s} under the seed.
 */
final class NoisyReplay {
    private static final long STREAM = 0x5300L << 48;

    /** The network in float32 may differ from float64 by this share of its largest logit. */
    private static final double ROUNDING = 1e-4;

    /**
     * How far inputs are moved, as a share of the largest, and how often, to see whether rounding decides that an
     * output is no number.
     */
    private static final double MOVE = 1e-5;

    private static final int MOVES = 16;

    private final Graph network;
    private final Settings settings;
    private final Randoms randoms = Providers.scalar().randoms();

    /** Whether a replayed vote is the recorded one. */
    enum Agreement {
        SAME,
        /** Another vote follows in float64, by so little that rounding decides. */
        TIED,
        OTHER
    }

    NoisyReplay(Graph network, Settings settings) {
        this.network = network;
        this.settings = settings;
    }

    /**
     * A sample in float64.
     *
     * @param inputs with their noise
     * @param beyond whether float32 has no finite number for a value on the way, so that it may have none at the end
     */
    record Sample(float[] inputs, double[] logits, boolean beyond) {}

    Agreement replay(int example, int sample, float[] x, int vote) {
        return agreement(sample(example, sample, x), vote);
    }

    Sample sample(int example, int sample, float[] x) {
        float[] inputs = noisy(example, sample, x);
        return evaluate(inputs, DoubleArithmetic.DOUBLE.of(inputs));
    }

    double[] logits(int example, int sample, float[] x) {
        return sample(example, sample, x).logits();
    }

    /** The vote in float64: the largest output's, none where it is shared or an output is no number. */
    static int vote(double[] logits) {
        int best = 0;
        boolean shared = false;
        for (int i = 0; i < logits.length; i++) {
            if (Double.isNaN(logits[i])) {
                return Logits.NONE;
            }
            if (i > 0 && logits[i] >= logits[best]) {
                shared = logits[i] == logits[best];
                best = i;
            }
        }
        return shared ? Logits.NONE : best;
    }

    Agreement agreement(Sample sample, int vote) {
        double[] logits = sample.logits();
        int own = vote(logits);
        if (own == vote) {
            return Agreement.SAME;
        }
        if (anyNaN(logits)) {
            return roundingDecides(sample, vote) ? Agreement.TIED : Agreement.OTHER;
        }
        boolean tied = vote == Logits.NONE
                ? sample.beyond() || trailing(logits, runnerUp(logits, own))
                : trailing(logits, vote);
        return tied ? Agreement.TIED : Agreement.OTHER;
    }

    /** Whether float32 can have no other vote than this class. */
    boolean certain(Sample sample, int label) {
        return vote(sample.logits()) == label && agreement(sample, Logits.NONE) == Agreement.OTHER;
    }

    private static boolean anyNaN(double[] logits) {
        for (double logit : logits) {
            if (Double.isNaN(logit)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a class is no further behind the largest output than rounding may be. */
    private static boolean trailing(double[] logits, int label) {
        double best = Double.NEGATIVE_INFINITY;
        double scale = 0;
        for (double logit : logits) {
            best = Math.max(best, logit);
            scale = Double.isInfinite(logit) ? scale : Math.max(scale, Math.abs(logit));
        }
        return logits[label] == best || best - logits[label] <= ROUNDING * scale;
    }

    private static int runnerUp(double[] logits, int best) {
        int next = best;
        for (int i = 0; i < logits.length; i++) {
            if (i != best && (next == best || logits[i] > logits[next])) {
                next = i;
            }
        }
        return next;
    }

    /** Where float64 has no number: whether inputs that differ by about float32's rounding have this very vote. */
    private boolean roundingDecides(Sample sample, int vote) {
        double largest = 0;
        for (float input : sample.inputs()) {
            largest = Math.max(largest, Math.abs(input));
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < MOVES; i++) {
            List<Double> moved = new ArrayList<>();
            for (float input : sample.inputs()) {
                moved.add(input + random.nextDouble(-MOVE, MOVE) * largest);
            }
            if (vote(evaluate(sample.inputs(), moved).logits()) == vote) {
                return true;
            }
        }
        return false;
    }

    private Sample evaluate(float[] inputs, List<Double> numbers) {
        DoubleArithmetic in = DoubleArithmetic.DOUBLE;
        Map<Value, List<Double>> values =
                Evaluate.values(network, 1, Map.of(network.onlyInput(), numbers), Map.of(), Map.of(), in);
        boolean beyond = values.values().stream()
                .flatMap(List::stream)
                .anyMatch(number -> !(Math.abs(number) <= Float.MAX_VALUE));
        return new Sample(inputs, in.toDoubles(values.get(network.output(network.onlyOutput()))), beyond);
    }

    private float axis(float noise, int element) {
        return settings.axes().isEmpty() ? noise : noise * settings.axes().get(element);
    }

    private float[] noisy(int example, int sample, float[] x) {
        float[] noisy = new float[x.length];
        long stream = STREAM | (long) example << 24 | sample;
        float scale = settings.scale();
        switch (settings.noise()) {
            case GAUSSIAN -> {
                randoms.normal(settings.seed(), stream, 0, x.length, noisy, 0);
                for (int i = 0; i < x.length; i++) {
                    noisy[i] = axis(noisy[i] * scale, i) + x[i];
                }
            }
            case UNIFORM -> {
                randoms.uniform(settings.seed(), stream, 0, x.length, noisy, 0);
                for (int i = 0; i < x.length; i++) {
                    noisy[i] = axis(noisy[i] * (2 * scale) - scale, i) + x[i];
                }
            }
        }
        return noisy;
    }
}
