package io.jaspis.certify.verifying;

/**
 * How a query is verified.
 *
 * @param attack whether counterexamples are looked for by attacks too; without, they are what no proof is found for
 * @param starts of the first attack, at least 0
 * @param seed of what is random
 * @param splitting how domains are split; {@link Splitting#AUTO} to find out
 */
public record VerifySettings(boolean attack, int starts, long seed, Splitting splitting) {
    /** What is used where nothing else is asked for. */
    public static final VerifySettings STANDARD = new VerifySettings(true, 256, 1, Splitting.AUTO);

    public VerifySettings {
        if (starts < 0) {
            throw new IllegalArgumentException("an attack has at least 0 starts, not " + starts);
        }
    }

    public VerifySettings withAttack(boolean attacks) {
        return new VerifySettings(attacks, starts, seed, splitting);
    }

    public VerifySettings withSeed(long another) {
        return new VerifySettings(attack, starts, another, splitting);
    }

    public VerifySettings withSplitting(Splitting another) {
        return new VerifySettings(attack, starts, seed, another);
    }
}
