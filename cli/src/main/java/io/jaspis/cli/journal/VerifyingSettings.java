package io.jaspis.cli.journal;

/**
 * What the answer to a specification depends on.
 *
 * @param model SHA-256 of the model
 * @param reading what of it is asked otherwise than by itself, in words; else empty
 * @param specification SHA-256 of its text, unpacked
 * @param attack whether counterexamples are looked for by attacks too
 * @param splitting how domains are split
 * @param format how answers are written
 */
public record VerifyingSettings(
        String model,
        String reading,
        String specification,
        boolean attack,
        String splitting,
        long seed,
        String format) {}
