package io.jaspis.cli.journal;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * What was written down of a piece of work, in its order. There may be more than memory holds, so entries come one at a time, and are
 * read anew each time they are asked for.
 *
 * @param <E> the record of an entry
 */
@FunctionalInterface
public interface Entries<E extends Record> {
    /**
     * Gives each entry, once.
     *
     * @throws IOException where they can't be read, or aren't any more what they were at first
     */
    void forEach(Consumer<? super E> each) throws IOException;
}
