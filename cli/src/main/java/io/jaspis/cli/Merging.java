package io.jaspis.cli;

import io.jaspis.cli.journal.Entry;
import io.jaspis.cli.journal.Shards;

/**
 * A command that can take up what its shards finished, and make of that what one run would have made.
 *
 * @param <S> the record of settings in its journals
 * @param <E> the record of an entry
 */
interface Merging<S extends Record, E extends Record & Entry<E>> {
    /** Gives it the shards, before it is called. */
    void merge(Shards<S, E> of);
}
