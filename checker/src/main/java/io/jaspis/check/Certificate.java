package io.jaspis.check;

/** What vouches for a network, with all that it takes to see for oneself. */
public sealed interface Certificate permits Certificate.OfExamples, VerificationCertificate {

    /** The command line that made it. */
    String command();

    ModelSource model();

    /** What was said of the model. */
    Opening opening();

    /** The number of examples or regions that it speaks of. */
    int count();

    /** One on examples. */
    sealed interface OfExamples extends Certificate permits SmoothingCertificate, BoundsCertificate {

        FileSource data();

        /** How model and data were read. */
        Reading reading();

        @Override
        default Opening opening() {
            return reading().opening();
        }
    }
}
