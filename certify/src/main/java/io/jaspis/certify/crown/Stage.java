package io.jaspis.certify.crown;

import io.jaspis.attacks.Effort;

/** How far a proof by linear bounds goes, each stage further than the one before. */
public enum Stage {
    /** CROWN (Zhang, Weng, Chen, Hsieh &amp; Daniel 2018): one backward pass for each neuron and each margin. */
    CROWN("crown", "CROWN"),
    /** α-CROWN (Xu et al. 2021): the same with slopes that are climbed along their gradient. */
    ALPHA_CROWN("alpha-crown", "α-CROWN"),
    /** Branch and bound: over ReLUs with α,β-CROWN (Wang et al. 2021), or over the inputs of a network of other activations. */
    BRANCHING("branching", "branch and bound");

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

    /** What an example may cost with an effort. */
    public CrownBounds with(Effort effort) {
        return switch (effort) {
            case LOW -> new CrownBounds(this, 3e8, 16);
            case NORMAL -> new CrownBounds(this, 6e9, 64);
            case HIGH -> new CrownBounds(this, 1e12, 16_384);
        };
    }
}
