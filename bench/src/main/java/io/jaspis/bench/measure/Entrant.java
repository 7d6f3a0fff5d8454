package io.jaspis.bench.measure;

/**
 * A contender that can be opened when its turn comes.
 *
 * @param peer whether it is what Jaspis is compared with
 */
public record Entrant(String name, boolean peer, Opening opening) {

    /** Makes a contender ready to run. */
    @FunctionalInterface
    public interface Opening {
        Contender open() throws Exception;
    }
}
