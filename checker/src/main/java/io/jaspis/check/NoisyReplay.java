package io.jaspis.check;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.Arithmetic;
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
import java.util.stream.IntStream;

/**
 * One sample again: its noise from scalar code, bit for bit, and the network by the reference interpreter, in float64 and in
 * float32. A vote is what float32 gives, but of which operations in which order only the machine knows that cast it: so what
 * both say is sure, and where only one of them says it, rounding decides.
 *
 * <p>Value i of sample s of example e takes element i of Philox stream {@code 0x5300 << 48 | e << 24 | s} under the seed.
 */
final class NoisyReplay {
    private static final long STREAM = 0x5300L << 48;

    /** The network in float32 is near float64 where they differ by no more than this share of the largest logit. */
    private static final double ROUNDING = 1e-4;

    /**
     * How far inputs are moved, as a share of the largest, and how often, to see whether rounding decides: that an output is no
     * number, on which side of a step a value lies, or on which side of 0 a sum does whose parts are larger.
     */
    private static final double MOVE = 1e-5;

    private static final int MOVES = 16;

    /** Between outputs, below which inputs are moved. */
    private static final double CLOSE = 1e-3;

    private final Graph network;
    private final boolean steps;
    private final Settings settings;
    private final Randoms randoms = Providers.scalar().randoms();

    /** Whether a replayed vote is the recorded one. */
    enum Agreement {
        /** In float64 and in float32. */
        SAME,
        /** Another vote follows in one of them, or in both, by so little that rounding decides. */
        TIED,
        /** It follows in one of them alone, and in the other it isn't even near: float32 is far from float64. */
        APART,
        OTHER
    }

    NoisyReplay(Graph network, Settings settings) {
        this.network = network;
        this.steps = hasSteps(network);
        this.settings = settings;
    }

    /** Whether a value on the way jumps, so that rounding alone may move it far. */
    private static boolean hasSteps(Graph network) {
        return network.values().stream().anyMatch(value -> switch (value.op()) {
            case Pointwise.Round _, Pointwise.Floor _, Pointwise.Narrow _, Pointwise.Step _, Pointwise.Sign _ -> true;
            default -> false;
        });
    }

    /**
     * A sample in both.
     *
     * @param inputs with their noise
     * @param logits in float64
     * @param rounded the same in float32
     * @param beyond whether float32 has no finite number for a value on the way, so that it may have none at the end
     */
    record Sample(float[] inputs, double[] logits, double[] rounded, boolean beyond) {}

    Agreement replay(int example, int sample, float[] x, int vote) {
        return agreement(sample(example, sample, x), vote);
    }

    Sample sample(int example, int sample, float[] x) {
        float[] inputs = noisy(example, sample, x);
        // One after the other: of a large network all values at once take much memory.
        Wide wide = wide(inputs);
        Map<Value, List<Float>> narrow = values(FloatArithmetic.FLOAT, FloatArithmetic.FLOAT.of(inputs));
        return new Sample(inputs, wide.logits(), outputs(FloatArithmetic.FLOAT, narrow), wide.beyond());
    }

    private record Wide(double[] logits, boolean beyond) {}

    private Wide wide(float[] inputs) {
        Map<Value, List<Double>> values = values(DoubleArithmetic.DOUBLE, DoubleArithmetic.DOUBLE.of(inputs));
        boolean beyond = values.values().stream()
                .flatMap(List::stream)
                .anyMatch(number -> !(Math.abs(number) <= Float.MAX_VALUE));
        return new Wide(outputs(DoubleArithmetic.DOUBLE, values), beyond);
    }

    double[] logits(int example, int sample, float[] x) {
        return sample(example, sample, x).logits();
    }

    /** The vote of some outputs: the largest's, none where it is shared or an output is no number. */
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
        if (vote(sample.logits()) == vote && vote(sample.rounded()) == vote) {
            return Agreement.SAME;
        }
        boolean wide = near(sample.logits(), vote);
        boolean narrow = near(sample.rounded(), vote);
        if (wide && narrow
                || vote == Logits.NONE && sample.beyond()
                || mayTurn(sample) && moved(sample).anyMatch(other -> other == vote)) {
            return Agreement.TIED;
        }
        return wide || narrow ? Agreement.APART : Agreement.OTHER;
    }

    /** Whether float32 can have no other vote than this class. */
    boolean certain(Sample sample, int label) {
        return vote(sample.logits()) == label
                && vote(sample.rounded()) == label
                && !sample.beyond()
                && !near(sample.logits(), Logits.NONE)
                && !near(sample.rounded(), Logits.NONE)
                && (!steps && !isClose(sample.logits()) || moved(sample).allMatch(other -> other == label));
    }

    /** Whether rounding may have decided, though the outputs are further apart than it moves them, or there are none. */
    private boolean mayTurn(Sample sample) {
        return steps || anyNaN(sample.logits()) || isClose(sample.logits()) && isClose(sample.rounded());
    }

    /** Whether a vote follows from these outputs, or from others that are no further away than rounding. */
    private static boolean near(double[] logits, int vote) {
        int own = vote(logits);
        return own == vote || !anyNaN(logits) && trailing(logits, vote == Logits.NONE ? runnerUp(logits, own) : vote);
    }

    /**
     * Whether the two largest outputs are so close that rounding may decide between them for all that can be seen of them: of one
     * score beside 0 the outputs don't tell how large the numbers were that it was summed from.
     */
    private static boolean isClose(double[] logits) {
        int best = vote(logits);
        return best == Logits.NONE || logits[best] - logits[runnerUp(logits, best)] <= CLOSE;
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

    /** The votes in float64 for inputs that differ by about float32's rounding. */
    private IntStream moved(Sample sample) {
        double largest = 0;
        for (float input : sample.inputs()) {
            largest = Math.max(largest, Math.abs(input));
        }
        double most = MOVE * largest;
        SplittableRandom random = new SplittableRandom(1);
        return IntStream.range(0, MOVES).map(_ -> {
            List<Double> moved = new ArrayList<>();
            for (float input : sample.inputs()) {
                moved.add(input + random.nextDouble(-1, 1) * most);
            }
            return vote(outputs(DoubleArithmetic.DOUBLE, values(DoubleArithmetic.DOUBLE, moved)));
        });
    }

    private <N> Map<Value, List<N>> values(Arithmetic<N> in, List<N> inputs) {
        return Evaluate.values(network, 1, Map.of(network.onlyInput(), inputs), Map.of(), Map.of(), in);
    }

    private <N> double[] outputs(Arithmetic<N> in, Map<Value, List<N>> values) {
        return in.toDoubles(values.get(network.output(network.onlyOutput())));
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
