package io.jaspis.cli.training;

import io.jaspis.audit.Shares;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.defend.training.Accuracy;
import io.jaspis.defend.training.Measure;
import io.jaspis.threat.Threat;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/** What a trained network is worth on examples that it wasn't trained on. */
public final class Evaluation {
    private Evaluation() {}

    /** Tells what the network has right, and what is certified against this threat. */
    public static void tell(
            Graph graph, Dataset held, Optional<Threat> certified, Device device, PrintWriter terminal) {
        Accuracy clean = Accuracy.of(graph, held, device);
        terminal.printf(Locale.ROOT, "clean accuracy on %s: %s%n", held.name(), share(clean.share(), held));
        if (clean.none() > 0) {
            terminal.printf("for %d of %d examples an output is no number%n", clean.none(), clean.count());
        }
        certified.ifPresent(threat -> terminal.printf(
                Locale.ROOT,
                "certified accuracy at ε = %s (L∞, interval bounds, %s): %s%n",
                threat.epsilon(),
                threat.features() == null
                        ? "inputs from %s to %s".formatted(threat.lower(), threat.upper())
                        : "in units of each feature's own",
                share(new Measure.Certified(threat).of(graph, held, 0, device), held)));
    }

    private static String share(double share, Examples of) {
        return new Shares(of.count()).terminal(Math.round(share * of.count()));
    }
}
