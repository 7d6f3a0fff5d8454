package io.jaspis.cli.journal;

/**
 * A piece of work that is finished.
 *
 * @param <E> the entry's own type
 */
public interface Entry<E> {
    /** That the work had taken so far. */
    double seconds();

    /** Whether all that was asked for was done and written then. */
    boolean end();

    /** The same behind work that had taken so many seconds. */
    E after(double before);
}
