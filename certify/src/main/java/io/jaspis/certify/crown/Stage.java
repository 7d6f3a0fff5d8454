package io.jaspis.certify.crown;

import io.jaspis.attacks.Effort;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.PiecewiseLinear;
import io.jaspis.threat.Problem;

/** How far a proof by linear bounds goes, each stage further than the one before. */
public enum Stage {
    /** CROWN (Zhang, Weng, Chen, Hsieh &amp; Daniel 2018): one backward pass for each neuron and each margin. */
    CROWN("crown", "CROWN"),
    /** α-CROWN (Xu et al. 2021): the same with slopes that are climbed along their gradient. */
    ALPHA_CROWN("alpha-crown", "α-CROWN"),
    /** Branch and bound: over ReLUs with α,β-CROWN (Wang et al. 2021), or over the inputs of a network of other activations. */
    BRANCHING("branching", "branch and bound");

    /** Multiplications that the domains of an example may cost with more than little effort: a tiny network's search then mostly ends. */
    private static final double LEAST_WORK = 2e8;

    /** The same with little. */
    private static final double LEAST_WORK_AT_LOW = 2e7;

    private final String option;
    private final String title;

    Stage(String option, String title) {
        this.option = option;
        this.title = title;
    }

    /** The name that it is asked for by. */
    public String option() {
        return option;
    }

    /** The name in reports. */
    public String title() {
        return title;
    }

    /** What an example may cost with an effort, whatever the network. */
    public CrownBounds with(Effort effort) {
        return switch (effort) {
            case LOW -> new CrownBounds(this, 3e8, 16);
            case NORMAL -> new CrownBounds(this, 6e9, 64);
            case HIGH -> new CrownBounds(this, 1e12, 16_384);
        };
    }

    /**
     * What an example of a problem may cost with an effort: of a network so small that the domains of the effort cost next to nothing,
     * as many more domains as cost little.
     *
     * @param problem that there are such bounds of
     */
    public CrownBounds with(Effort effort, Problem problem) {
        CrownBounds usual = with(effort);
        if (this != BRANCHING) {
            return usual;
        }
        Activations activations = new Activations(PiecewiseLinear.of(problem.scores()), Cpu.beside(problem.device()));
        double least = effort == Effort.LOW ? LEAST_WORK_AT_LOW : LEAST_WORK;
        long affordable = (long) (least / CrownProver.domain(activations));
        return new CrownBounds(this, usual.products(), Math.max(usual.domains(), affordable));
    }
}
