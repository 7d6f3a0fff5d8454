package io.jaspis.certify.certificate;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.reference.DoubleArithmetic;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.certify.certificate.SmoothingCertificate.Settings;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.tensor.kernels.Randoms;
import java.util.Map;

/**
 * One sample again: its noise from scalar code, bit for bit, and the network in float64 by the reference interpreter.
 * Value i of sample s of example e takes element i of Philox stream {@code 0x5300 << 48 | e << 24 | s} under the seed.
 */
final class NoisyReplay {
    private static final long STREAM = 0x5300L << 48;

    /** The network in float32 may differ from float64 by this share of its largest logit. */
    private static final double ROUNDING = 1e-4;

    private final Graph network;
    private final Settings settings;
    private final Randoms randoms = Kernels.scalar().randoms();

    /** Whether a replayed vote is the recorded one. */
    enum Agreement {
        SAME,
        /** Another class leads in float64, by so little that rounding decides. */
        TIED,
        OTHER
    }

    NoisyReplay(Graph network, Settings settings) {
        this.network = network;
        this.settings = settings;
    }

    Agreement replay(int example, int sample, float[] x, int vote) {
        double[] logits = logits(example, sample, x);
        int best = 0;
        double scale = 0;
        for (int i = 0; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
            scale = Math.max(scale, Math.abs(logits[i]));
        }
        if (best == vote) {
            return Agreement.SAME;
        }
        return logits[best] - logits[vote] <= ROUNDING * scale ? Agreement.TIED : Agreement.OTHER;
    }

    int vote(int example, int sample, float[] x) {
        double[] logits = logits(example, sample, x);
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    double[] logits(int example, int sample, float[] x) {
        float[] noisy = new float[x.length];
        long stream = STREAM | (long) example << 24 | sample;
        boolean gaussian = settings.noise().equals("gaussian");
        if (gaussian) {
            randoms.normal(settings.seed(), stream, 0, x.length, noisy, 0);
        } else {
            randoms.uniform(settings.seed(), stream, 0, x.length, noisy, 0);
        }
        float scale = settings.scale();
        for (int i = 0; i < x.length; i++) {
            float noise = gaussian ? noisy[i] * scale : noisy[i] * (2 * scale) - scale;
            noisy[i] = noise + x[i];
        }
        DoubleArithmetic in = DoubleArithmetic.DOUBLE;
        return in.toDoubles(Evaluate.run(network, 1, Map.of(network.onlyInput(), in.of(noisy)), Map.of(), in)
                .get(network.onlyOutput()));
    }
}
