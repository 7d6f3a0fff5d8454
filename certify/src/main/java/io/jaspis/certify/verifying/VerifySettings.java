package io.jaspis.certify.verifying;

/**
 * How a query is verified.
 *
 * @param attack whether counterexamples are looked for by attacks too
 * @param starts of the first attack
 * @param seed of what is random
 * @param splitting how boxes are halved; null to find out
 */
record VerifySettings(boolean attack, int starts, long seed, Splitting splitting) {
    static final VerifySettings STANDARD = new VerifySettings(true, 256, 1, null);
}
