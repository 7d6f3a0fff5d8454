package io.jaspis.certify.verifying;

/** How input splitting chooses the side of a box that it halves. */
enum Splitting {
    /** Along which the relaxation lost most of what is to be proved. */
    LOSS,
    /** The longest. */
    LONGEST
}
