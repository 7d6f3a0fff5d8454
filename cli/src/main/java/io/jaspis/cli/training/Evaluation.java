package io.jaspis.cli.training;

import io.jaspis.audit.Shares;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.threat.Decision;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a trained network is worth on examples that it wasn't trained on. */
public final class Evaluation {
    private static final int BATCH = 100;

    private Evaluation() {}

    /**
     * What the network tells of examples as they are.
     *
     * @param right those whose label it gives
     * @param none those for which an output is NaN, so that it gives no class
     * @param count all
     */
    public record Clean(int right, int none, int count) {
        /** The share of examples that the network has right. */
        public double accuracy() {
            return (double) right / count;
        }
    }

    /**
     * Counts what the network has right, where a tie is not; its outputs say how many classes there are, whichever of
     * them occur.
     */
    public static Clean clean(Graph network, Examples examples, Device device) {
        Graph graph = Decision.of(network).scores();
        int size = examples.shape().size();
        int classes = graph.output(graph.onlyOutput()).shape().size();
        float[] x = new float[BATCH * size];
        float[] logits = new float[BATCH * classes];
        int[] told = new int[examples.count()];
        try (Batches batches = new Batches(graph, device, BATCH)) {
            batches.run(told.length, (execution, from, count) -> {
                for (int i = 0; i < count; i++) {
                    examples.copy(from + i, x, i * size);
                }
                execution.write(graph.onlyInput(), x, 0, 0, count);
                execution.run();
                execution.read(graph.onlyOutput(), logits, 0, 0, count);
                for (int i = 0; i < count; i++) {
                    told[from + i] = Logits.prediction(logits, i * classes, classes, examples.label(from + i));
                }
            });
        }
        int right = 0;
        int none = 0;
        for (int i = 0; i < told.length; i++) {
            right += told[i] == examples.label(i) ? 1 : 0;
            none += told[i] == Logits.NONE ? 1 : 0;
        }
        return new Clean(right, none, told.length);
    }

    /** The share of examples whose label interval bounds prove against all that the threat allows. */
    public static double certified(Graph graph, Examples examples, Threat threat, Device device) {
        Problem problem = new Problem(graph, examples, threat, device, BATCH);
        List<Integer> all = IntStream.range(0, examples.count()).boxed().toList();
        int proved = 0;
        try (Certifier.Prover certifier = new IntervalBounds().prepare(problem)) {
            for (float margin : certifier.margins(all, threat.epsilon())) {
                proved += margin > 0 ? 1 : 0;
            }
        }
        return (double) proved / examples.count();
    }

    /** Tells what the network has right, and what is certified against this threat. */
    public static void tell(
            Graph graph, Dataset held, Optional<Threat> certified, Device device, PrintWriter terminal) {
        Clean clean = clean(graph, held, device);
        terminal.printf(Locale.ROOT, "clean accuracy on %s: %s%n", held.name(), share(clean.accuracy(), held));
        if (clean.none() > 0) {
            terminal.printf("for %d of %d examples an output is no number%n", clean.none(), clean.count());
        }
        certified.ifPresent(threat -> terminal.printf(
                Locale.ROOT,
                "certified accuracy at ε = %s (L∞, interval bounds, inputs from %s to %s): %s%n",
                threat.epsilon(),
                threat.lower(),
                threat.upper(),
                share(certified(graph, held, threat, device), held)));
    }

    private static String share(double share, Examples of) {
        return new Shares(of.count()).terminal(Math.round(share * of.count()));
    }
}
