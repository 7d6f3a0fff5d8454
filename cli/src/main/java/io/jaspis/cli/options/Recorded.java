package io.jaspis.cli.options;

import io.jaspis.autodiff.InputException;

/** What a certificate says of how data and model were read, beside what options say. */
final class Recorded {
    private Recorded() {}

    /**
     * What is recorded, with which an option must agree where it is given.
     *
     * @param given or null
     * @param recorded or null
     */
    static <T> T agreed(String option, T given, T recorded) {
        if (given != null && !given.equals(recorded)) {
            throw new InputException("%s says %s, but the certificate was made with %s; leave the option out"
                    .formatted(option, given, recorded == null ? "none" : recorded));
        }
        return recorded;
    }
}
