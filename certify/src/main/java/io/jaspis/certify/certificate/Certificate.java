package io.jaspis.certify.certificate;

/** What vouches for a network on some examples, with all that it takes to see for oneself. */
public sealed interface Certificate permits SmoothingCertificate, BoundsCertificate {

    /** The command line that made it. */
    String command();

    ModelSource model();

    FileSource data();

    /** How model and data were read. */
    Reading reading();

    /** The number of examples that it speaks of. */
    int count();
}
