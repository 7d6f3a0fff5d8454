package io.jaspis.cli.training;

import io.jaspis.audit.Shares;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.data.Portion;
import io.jaspis.autodiff.data.StratifiedSample;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.defend.training.Accuracy;
import io.jaspis.defend.training.Goal;
import io.jaspis.defend.training.Measure;
import io.jaspis.threat.Threat;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a trained network is worth on examples that it wasn't trained on.
 *
 * @param seed of training, by which examples are drawn for what is costly to measure
 */
public record Evaluation(Dataset held, long seed, Device device, PrintWriter terminal) {
    /** Of more examples so many are measured where that is costly, as of those that are held out of training. */
    private static final int COSTLY = 1000;

    /**
     * Tells what the network has right, by what its goal is measured, and what is certified against this threat; each as soon as it
     * is known.
     *
     * @param stopped asked now and then
     * @throws java.util.concurrent.CancellationException where it was stopped before all was told
     */
    public void tell(Graph graph, Goal goal, Optional<Threat> certified, BooleanSupplier stopped) {
        Accuracy clean = Accuracy.of(graph, held, device, stopped);
        terminal.printf(
                Locale.ROOT,
                "clean accuracy on %s: %s%n",
                held.name(),
                shares(held).terminal(clean.right()));
        if (clean.none() > 0) {
            terminal.printf("for %d of %d examples an output is no number%n", clean.none(), clean.count());
        }
        // Accuracy so far is told before what may take a while.
        terminal.flush();
        Measure own = HeldOut.measure(goal, certified);
        if (!(own instanceof Measure.Clean)) {
            tell(graph, own, stopped);
        }
        if (!(own instanceof Measure.Certified)) {
            certified.ifPresent(threat -> tell(graph, new Measure.Certified(threat), stopped));
        }
    }

    private void tell(Graph graph, Measure measure, BooleanSupplier stopped) {
        Examples measured = held;
        String sample = "";
        if (measure.isCostly() && held.count() > COSTLY) {
            StratifiedSample drawn = StratifiedSample.of(held, COSTLY, seed);
            measured = new Portion(held, drawn.sample());
            sample = ", on " + drawn.text(seed);
        }
        double share = measure.of(graph, measured, HeldOut.chance(seed), device, stopped);
        Shares shares = shares(measured);
        terminal.printf(
                Locale.ROOT,
                "%s%s: %s%n",
                words(measure),
                sample,
                measure instanceof Measure.Noisy
                        ? Shares.terminal(shares.measured(share))
                        : shares.terminal(Math.round(share * measured.count())));
        terminal.flush();
    }

    private static String words(Measure measure) {
        return measure instanceof Measure.Certified certified
                ? "certified accuracy at %s (L∞, %s%s)"
                        .formatted(Measure.radius(certified.threat()), certified.bounds(), inputs(certified.threat()))
                : "accuracy " + measure.words();
    }

    private static String inputs(Threat threat) {
        return threat.features() == null ? ", inputs from %s to %s".formatted(threat.lower(), threat.upper()) : "";
    }

    private static Shares shares(Examples of) {
        return new Shares(of.count());
    }
}
