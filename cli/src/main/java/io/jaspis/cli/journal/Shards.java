package io.jaspis.cli.journal;

import java.io.IOException;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the shards of one run finished, each known by the folder that it is in.
 *
 * @param <S> the record of settings
 * @param <E> the record of an entry
 * @param folders of the shards, in the order of their parts
 * @param journals in the same order, all of one command, and each of another part
 */
public record Shards<S extends Record, E extends Record & Entry<E>>(List<String> folders, List<Contents<S, E>> journals)
        implements Entries<E> {
    public Shards {
        folders = List.copyOf(folders);
        journals = List.copyOf(journals);
    }

    /** When the first of them began. */
    public Instant started() {
        return journals.stream()
                .map(journal -> journal.title().instant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** That all of them took together. */
    double seconds() {
        return journals.stream().mapToDouble(Shards::seconds).sum();
    }

    private static double seconds(Contents<?, ? extends Entry<?>> journal) {
        return journal.last().map(Entry::seconds).orElse(0.0);
    }

    /**
     * Refuses other examples than those that the shards were taken of.
     *
     * @param indices of all that are chosen now
     */
    public void requireChosen(List<Integer> indices) throws IOException {
        String now = Shard.sha256(indices);
        for (int i = 0; i < journals.size(); i++) {
            Shard shard = journals.get(i).title().shard().orElseThrow();
            if (!shard.chosen().equals(now)) {
                throw new IOException(
                        "%s is of a shard of %,d examples, but the same options choose other ones here, %,d; merge takes the files"
                                        .formatted(folders.get(i), shard.examples(), indices.size())
                                + " that the shards were run with");
            }
        }
    }

    /**
     * Refuses shards of which an example is missing.
     *
     * @param indices of all that are chosen
     * @param found of those that are known
     */
    public void requireAll(List<Integer> indices, BitSet found) throws IOException {
        for (int place = 0; place < indices.size(); place++) {
            if (!found.get(indices.get(place))) {
                throw new IOException(
                        "%s says that it is finished, but example %d is missing in it; run that shard again"
                                .formatted(folders.get(place % folders.size()), indices.get(place)));
            }
        }
    }

    /** Refuses settings that aren't those of every shard. */
    void requireSettings(S settings) throws IOException {
        for (int i = 0; i < journals.size(); i++) {
            String difference = Journal.difference(journals.get(i).settings(), settings);
            if (!difference.isEmpty()) {
                throw new IOException(folders.get(i) + " can't be merged here: " + difference
                        + "; merge takes the model, the data and the kind of machine that the shards were run with");
            }
        }
    }

    /** Refuses settings that differ between shards. */
    public void requireEqualSettings() throws IOException {
        for (int i = 1; i < journals.size(); i++) {
            String difference = Journal.difference(
                    journals.getFirst().settings(), journals.get(i).settings());
            if (!difference.isEmpty()) {
                throw new IOException("%s and %s aren't of one run: %s; shards of one run have the same settings"
                        .formatted(folders.getFirst(), folders.get(i), difference));
            }
        }
    }

    /** The last entry of each. */
    public List<E> last() {
        return journals.stream().map(journal -> journal.last().orElseThrow()).toList();
    }

    /** All that was finished, one shard behind the other, as one run would have it that took their time together. */
    @Override
    public void forEach(Consumer<? super E> each) throws IOException {
        double before = 0;
        for (Contents<S, E> journal : journals) {
            double shift = before;
            journal.forEach(entry -> {
                if (!entry.end()) {
                    each.accept(entry.after(shift));
                }
            });
            before += seconds(journal);
        }
    }
}
