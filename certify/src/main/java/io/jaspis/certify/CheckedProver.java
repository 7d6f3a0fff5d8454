package io.jaspis.certify;

import io.jaspis.attacks.ForeignParts;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A prover of anybody's certifier, whose margins are looked at before anyone builds on them: what isn't a margin for each example is
 * refused in a sentence that names the certifier, NaN is taken for what it tells, nothing, and what it throws is told as {@linkplain
 * ForeignParts its own}.
 */
public final class CheckedProver implements Certifier.Prover {
    private final Certifier certifier;
    private final Certifier.Prover prover;

    /** Makes the certifier ready for a problem. */
    public CheckedProver(Certifier certifier, Problem problem) {
        this.certifier = certifier;
        this.prover = ForeignParts.asked(told(), certifier, () -> certifier.prepare(problem));
        if (prover == null) {
            throw ForeignParts.fault(certifier, told() + " gave no prover: prepare is null");
        }
    }

    @Override
    public float[] margins(List<Integer> indices, double epsilon, Budget budget, BooleanSupplier stopped) {
        float[] given = ForeignParts.asked(told(), certifier, () -> prover.margins(indices, epsilon, budget, stopped));
        if (given == null || given.length != indices.size()) {
            throw ForeignParts.fault(
                    certifier,
                    "%s was asked for margins of %s examples, but gave %s"
                            .formatted(told(), indices.size(), given == null ? "none: null" : given.length));
        }
        float[] margins = new float[given.length];
        for (int i = 0; i < margins.length; i++) {
            margins[i] = Float.isNaN(given[i]) ? Float.NEGATIVE_INFINITY : given[i];
        }
        return margins;
    }

    @Override
    public void close() {
        ForeignParts.run(told(), certifier, prover::close);
    }

    private String told() {
        return "the certifier " + certifier.name();
    }
}
