package io.jaspis.bench.measure;

/**
 * A contender that can be opened when its turn comes.
 *
 * @param peer whether it is what Jaspis is compared with
 */
public record Entrant(String name, boolean peer, Opening opening) {

    /** Whether it runs in Java, which is compiled while it warms up. */
    boolean own() {
        return name.startsWith(Case.JASPIS);
    }

    /** Makes a contender ready to run. */
    @FunctionalInterface
    public interface Opening {
        Contender open() throws Exception;
    }
}
