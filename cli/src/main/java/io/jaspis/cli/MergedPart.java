package io.jaspis.cli;

import io.jaspis.audit.evidence.Provenance;
import io.jaspis.autodiff.InputException;
import io.jaspis.cli.journal.Journal;
import io.jaspis.cli.journal.Shard;
import io.jaspis.cli.options.ShardOption;
import io.jaspis.cli.terminal.TypedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A shard that is merged, and the folder that it lies in. */
record MergedPart(Path folder, Journal.Title title, Shard shard) {
    /** The kind of journals of specifications. */
    static final String VERIFY = "verify";

    Path journal() {
        return folder.resolve(Journal.NAME);
    }

    /**
     * All shards of a run that these folders have, each once, in the order of their parts.
     *
     * @throws InputException where they aren't the shards of one run, or not all
     */
    static List<MergedPart> of(List<Path> folders) throws IOException {
        Map<Integer, MergedPart> parts = new TreeMap<>();
        MergedPart first = null;
        for (Path folder : folders) {
            MergedPart part = part(folder);
            first = first == null ? part : first;
            requireSameRun(first, part);
            MergedPart before = parts.put(part.shard().part(), part);
            if (before != null) {
                throw new InputException("%s and %s both have shard %s: give each shard once"
                        .formatted(before.folder(), folder, part.shard().name()));
            }
        }
        List<Integer> missing = new ArrayList<>();
        for (int number = 1; number <= first.shard().parts(); number++) {
            if (!parts.containsKey(number)) {
                missing.add(number);
            }
        }
        if (!missing.isEmpty()) {
            throw new InputException(missing(first.shard(), missing));
        }
        return List.copyOf(parts.values());
    }

    private static String missing(Shard of, List<Integer> missing) {
        int most = 5;
        List<String> names = missing.stream()
                .limit(most)
                .map(number -> number + "/" + of.parts())
                .toList();
        return "%s %s%s %s missing; give the folder too, or run it: %s %s %s"
                .formatted(
                        missing.size() == 1 ? "shard" : "the shards",
                        String.join(", ", names),
                        missing.size() > most ? " and " + (missing.size() - most) + " more" : "",
                        missing.size() == 1 ? "is" : "are",
                        TypedCommand.typed(of.words()),
                        ShardOption.NAME,
                        names.getFirst());
    }

    private static MergedPart part(Path folder) throws IOException {
        Path journal = folder.resolve(Journal.NAME);
        if (!Files.isDirectory(folder)) {
            throw new InputException(folder
                    + (Files.exists(folder)
                            ? " is a file; give the folder that a shard was written to"
                            : " does not exist; give the folders that the shards were written to"));
        }
        if (!Files.isRegularFile(journal)) {
            throw new InputException(folder + " has no " + Journal.NAME
                    + ": it isn't the folder of a shard, or nothing of it is finished");
        }
        Journal.Title title = Journal.title(journal, Journal.Use.MERGE);
        Shard shard = title.shard()
                .orElseThrow(() -> new InputException(
                        journal + " is of a whole run, not of a shard of one: " + folder + " has its report already"));
        if (!title.jaspis().equals(Provenance.VERSION)) {
            throw new InputException(
                    "%s was written by Jaspis %s, and this is %s, which may find something else; merge it with that version"
                            .formatted(journal, title.jaspis(), Provenance.VERSION));
        }
        return new MergedPart(folder, title, shard);
    }

    /** Whether it is of a specification, which has one answer and no examples. */
    boolean answers() {
        return title.kind().equals(VERIFY);
    }

    private static void requireSameRun(MergedPart first, MergedPart other) {
        if (!first.title().kind().equals(other.title().kind())) {
            throw new InputException("%s is of 'jaspis %s' and %s of 'jaspis %s': they can't be merged"
                    .formatted(
                            first.folder(),
                            first.title().kind(),
                            other.folder(),
                            other.title().kind()));
        }
        if (first.shard().parts() != other.shard().parts()) {
            throw new InputException("%s has shard %s and %s has shard %s: all shards of a run are of the same number"
                    .formatted(
                            first.folder(),
                            first.shard().name(),
                            other.folder(),
                            other.shard().name()));
        }
        boolean same = first.shard().chosen().equals(other.shard().chosen());
        if (!same && first.answers()) {
            throw new InputException("%s and %s are of different specifications: shards of one run have the same"
                    .formatted(first.folder(), other.folder()));
        }
        if (!same) {
            throw new InputException(
                    "%s and %s are of different examples: %,d and %,d were chosen, or others; shards of one run choose the same"
                            .formatted(
                                    first.folder(),
                                    other.folder(),
                                    first.shard().examples(),
                                    other.shard().examples()));
        }
    }
}
