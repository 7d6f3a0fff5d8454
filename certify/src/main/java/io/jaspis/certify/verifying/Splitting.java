package io.jaspis.certify.verifying;

/** How domains are split. */
public enum Splitting {
    /** As suits the network; where boxes are halved, the two ways to choose the side race. */
    AUTO,
    /** Boxes along the side along which the relaxation lost most of what is to be proved. */
    LOSS,
    /** Boxes along their longest side. */
    LONGEST,
    /** ReLUs, which are on in one part and off in the other. */
    RELU
}
