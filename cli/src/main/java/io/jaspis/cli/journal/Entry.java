package io.jaspis.cli.journal;

/** A piece of work that is finished. */
public interface Entry {
    /** That the work had taken so far. */
    double seconds();

    /** Whether all that was asked for was done and written then. */
    boolean end();
}
