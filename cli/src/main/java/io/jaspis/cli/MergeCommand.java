package io.jaspis.cli;

import io.jaspis.audit.evidence.Provenance;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.certify.verifying.Arithmetic;
import io.jaspis.cli.journal.AuditEntry;
import io.jaspis.cli.journal.AuditSettings;
import io.jaspis.cli.journal.Contents;
import io.jaspis.cli.journal.Entries;
import io.jaspis.cli.journal.Entry;
import io.jaspis.cli.journal.Journal;
import io.jaspis.cli.journal.Shard;
import io.jaspis.cli.journal.Shards;
import io.jaspis.cli.journal.SmoothingEntry;
import io.jaspis.cli.journal.SmoothingSettings;
import io.jaspis.cli.journal.VerifyingEntry;
import io.jaspis.cli.journal.VerifyingSettings;
import io.jaspis.cli.options.Converters;
import io.jaspis.cli.options.ShardOption;
import io.jaspis.cli.results.Destination;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.cli.terminal.TypedCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jaspis merge}: the report of one run, of what its shards found. */
@Command(
        name = "merge",
        description =
                "Makes of all shards of audit, attack, smooth or verify the report, or answer, of one run: what speaks of all examples, and"
                        + " the conditions on them, are looked at here. Model and data are read again; options that the shards"
                        + " were run with are taken, but for those that are given here.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  jaspis audit --epsilon 0.1 --shard 1/2 --out part-1",
            "  jaspis audit --epsilon 0.1 --shard 2/2 --out part-2",
            "  jaspis merge part-1 part-2 --out report --fail-below 0.5"
        })
final class MergeCommand implements Callable<Integer> {
    /** Options that may differ between shards, since results don't hang on them; nor do they on where files lie. */
    private static final Set<String> FREE = Set.of("--batch", "--time-limit", "--timeout", "--device");

    @Parameters(
            arity = "1..*",
            paramLabel = "FOLDER",
            description = "The folders of all shards, in any order, each with its journal.jsonl.")
    private List<Path> folders;

    @Option(
            names = ShardOption.OUT,
            paramLabel = "FOLDER",
            description =
                    "Where the report goes, or of verify the file of the answer. Default: as of the command that is merged.")
    private Path out;

    @Option(names = "--model", paramLabel = "FILE", description = "The model, where it lies elsewhere now.")
    private String model;

    @Option(names = "--data", paramLabel = "PATH", description = "The examples, likewise.")
    private String data;

    @Option(names = "--labels", paramLabel = "FILE", description = "Their labels, likewise.")
    private String labels;

    @Option(names = "--format", paramLabel = "NAMES", description = "What is written, as audit takes it.")
    private String format;

    @Option(names = "--verdicts", paramLabel = "FILE.csv", description = "A table of verdicts, as audit writes it.")
    private String verdicts;

    @Option(
            names = "--save-adversarial",
            paramLabel = "FILE|FOLDER",
            description = "The adversarial examples, as audit keeps them.")
    private String adversarial;

    @Option(names = "--fail-below", paramLabel = "SHARE", description = "A condition, as of audit.")
    private String certified;

    @Option(names = "--fail-below-attack", paramLabel = "SHARE", description = "A condition, as of audit.")
    private String attacked;

    @Option(names = "--confidence", paramLabel = "LEVEL", description = "How conditions are held, as of audit.")
    private String confidence;

    @Option(names = "--prove", paramLabel = "LEVEL", description = "How conditions are held, as of audit.")
    private String proof;

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints warnings and errors alone.")
    private boolean quiet;

    @Spec
    private CommandSpec spec;

    /** A shard, and where it lies. */
    private record Part(Path folder, Journal.Title title, Shard shard) {
        Path journal() {
            return folder.resolve(Journal.NAME);
        }
    }

    @Override
    public Integer call() throws IOException {
        List<Part> parts = parts();
        Part first = parts.getFirst();
        CommandSpec merged = command(first.title().kind());
        requireSameOptions(parts, merged);
        return switch (first.title().kind()) {
            case "audit", "attack" ->
                merge(
                        parts,
                        merged,
                        AuditSettings.class,
                        AuditEntry.class,
                        entry -> entry.examples().size());
            case "smooth" ->
                merge(
                        parts,
                        merged,
                        SmoothingSettings.class,
                        SmoothingEntry.class,
                        entry -> entry.examples().size());
            case "verify" -> answer(parts);
            default ->
                throw new InputException(first.journal() + " is of 'jaspis "
                        + first.title().kind() + "', which can't be merged: audit, attack, smooth and verify can");
        };
    }

    /** Refuses options that the merged command hasn't. */
    private void requireKnown(CommandSpec merged) {
        List<String> unknown = given().keySet().stream()
                .filter(name -> merged.findOption(name) == null)
                .toList();
        if (!unknown.isEmpty()) {
            throw new InputException("%s can't be given for shards of %s, which hasn't got %s; leave %s out"
                    .formatted(
                            String.join(", ", unknown),
                            merged.name(),
                            unknown.size() == 1 ? "it" : "them",
                            unknown.size() == 1 ? "it" : "them"));
        }
    }

    private CommandSpec command(String kind) {
        CommandLine line = RootCommand.line(spec.commandLine().getFactory(), kind)
                .getSubcommands()
                .get(kind);
        if (line == null) {
            throw new InputException("there is no command '" + kind + "' that could be merged");
        }
        return line.getCommandSpec();
    }

    /** All shards, each once, in the order of their parts. */
    private List<Part> parts() throws IOException {
        Map<Integer, Part> parts = new TreeMap<>();
        Part first = null;
        for (Path folder : folders) {
            Part part = part(folder);
            first = first == null ? part : first;
            requireSameRun(first, part);
            Part before = parts.put(part.shard().part(), part);
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

    private Part part(Path folder) throws IOException {
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
        return new Part(folder, title, shard);
    }

    private static void requireSameRun(Part first, Part other) {
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
        if (!same && first.title().kind().equals("verify")) {
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

    /** Refuses shards that were run with other options, as far as results hang on them. */
    private void requireSameOptions(List<Part> parts, CommandSpec merged) {
        Map<String, List<String>> first = options(parts.getFirst(), merged.name());
        for (Part part : parts) {
            Map<String, List<String>> own = options(part, merged.name());
            Set<String> names = new HashSet<>(first.keySet());
            names.addAll(own.keySet());
            for (String name : names) {
                if (!first.getOrDefault(name, List.of()).equals(own.getOrDefault(name, List.of()))) {
                    throw new InputException("%s was run %s and %s %s: shards of one run have the same options"
                            .formatted(
                                    parts.getFirst().folder(),
                                    told(name, first.get(name)),
                                    part.folder(),
                                    told(name, own.get(name))));
                }
            }
        }
    }

    private static String told(String name, List<String> values) {
        return values == null ? "without " + name : "with " + String.join(" ", name, String.join(",", values));
    }

    /** What was typed of a shard's options, but for those that say where something lies or change no result. */
    private Map<String, List<String>> options(Part part, String command) {
        Map<String, List<String>> options = new HashMap<>();
        Set<String> given = given().keySet();
        CommandLine line = RootCommand.line(spec.commandLine().getFactory(), command);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        Converters.addTo(line);
        try {
            CommandLine.ParseResult parsed =
                    line.parseArgs(part.shard().words().toArray(String[]::new)).subcommand();
            if (parsed == null || !parsed.commandSpec().name().equals(command)) {
                throw new InputException(part.journal() + " has no command of 'jaspis " + command
                        + "': it was changed by hand; run that shard again");
            }
            for (OptionSpec option : parsed.commandSpec().options()) {
                String name = option.longestName();
                boolean free = option.typeInfo().getType() == Path.class || FREE.contains(name) || given.contains(name);
                if (free) {
                    continue;
                }
                Object value = option.getValue();
                if (value instanceof Number || value instanceof Enum<?> || value instanceof Boolean) {
                    // Whether it was typed or is so by itself.
                    options.put(name, List.of(value.toString().toLowerCase(Locale.ROOT)));
                } else if (parsed.hasMatchedOption(option)) {
                    options.put(name, option.originalStringValues());
                }
            }
        } catch (CommandLine.ParameterException e) {
            throw new InputException(part.journal() + " has a command that can't be typed: " + e.getMessage(), e);
        }
        return options;
    }

    /** What is given here in the place of what shards were run with, by the option. */
    private Map<String, String> given() {
        Map<String, String> given = new TreeMap<>();
        for (OptionSpec option : spec.options()) {
            if (option.arity().max() > 0 && option.getValue() != null) {
                given.put(option.longestName(), option.originalStringValues().getLast());
            }
        }
        return given;
    }

    /** The answer to a specification, of those to its parts. */
    private int answer(List<Part> parts) throws IOException {
        List<String> others = given().keySet().stream()
                .filter(name -> !name.equals(ShardOption.OUT))
                .toList();
        if (!others.isEmpty()) {
            throw new InputException(
                    String.join(", ", others) + " can't be given for shards of verify: --out FILE alone can");
        }
        Shards<VerifyingSettings, VerifyingEntry> shards =
                finished(parts, VerifyingSettings.class, VerifyingEntry.class, _ -> 0);
        shards.requireEqualSettings();
        if (out != null) {
            List<Path> read = parts.stream().map(Part::folder).toList();
            new Destination(ShardOption.OUT, out).requireFile(read, VerifyCommand::isAnswer);
        }
        VerifyingEntry answer = VerifyingEntry.together(shards.last());
        if (out != null) {
            WholeFile.write(out, WholeFile.Content.of(answer.text().getBytes(StandardCharsets.UTF_8)));
        }
        PrintWriter terminal = spec.commandLine().getOut();
        if (out == null) {
            terminal.print(answer.text());
        } else {
            terminal.println(answer.text().lines().findFirst().orElse(""));
        }
        if (!quiet) {
            terminal.println((answer.kind() == VerifyingEntry.Kind.UNSAT
                            ? VerifyCommand.proved(answer.float32() ? Arithmetic.FLOAT32 : Arithmetic.REAL)
                            : "")
                    + "%,d parts, %,d domains.".formatted(parts.size(), answer.domains()));
        }
        terminal.flush();
        return ExitCode.OK;
    }

    private <S extends Record, E extends Record & Entry<E>> int merge(
            List<Part> parts, CommandSpec merged, Class<S> settings, Class<E> entries, ToIntFunction<E> examples)
            throws IOException {
        requireKnown(merged);
        Shards<S, E> shards = finished(parts, settings, entries, examples);
        return RootCommand.run(
                spec.commandLine().getOut(),
                spec.commandLine().getErr(),
                new Factory(spec.commandLine().getFactory(), shards),
                words(parts.getFirst().shard(), merged).toArray(String[]::new));
    }

    private <S extends Record, E extends Record & Entry<E>> Shards<S, E> finished(
            List<Part> parts, Class<S> settings, Class<E> entries, ToIntFunction<E> examples) throws IOException {
        List<Contents<S, E>> journals = new ArrayList<>();
        for (Part part : parts) {
            requireApart(part);
            Optional<Contents<S, E>> read = Contents.read(
                    part.journal(), Journal.Use.MERGE, part.title().kind(), settings, entries);
            if (!read.flatMap(Contents::last).map(Entry::end).orElse(false)) {
                throw new InputException("shard %s in %s isn't finished: it has %,d examples; go on with %s"
                        .formatted(
                                part.shard().name(),
                                part.folder(),
                                read.isPresent() ? count(read.get(), examples) : 0,
                                TypedCommand.typed(again(part))));
            }
            journals.add(read.get());
        }
        return new Shards<>(parts.stream().map(part -> part.folder().toString()).toList(), journals);
    }

    private static <E extends Record> long count(Entries<E> entries, ToIntFunction<E> examples) throws IOException {
        LongAdder count = new LongAdder();
        entries.forEach(entry -> count.add(examples.applyAsInt(entry)));
        return count.sum();
    }

    private void requireApart(Part part) throws IOException {
        if (out != null && Files.exists(out) && Files.isSameFile(out, part.folder())) {
            throw new InputException("--out " + out + " is the folder of shard "
                    + part.shard().name() + ", which stays as it is; give another folder");
        }
    }

    private static List<String> again(Part part) {
        List<String> words = new ArrayList<>(part.shard().words());
        words.addAll(List.of(
                ShardOption.NAME,
                part.shard().name(),
                ShardOption.OUT,
                part.folder().toString(),
                TypedCommand.RESUME));
        return words;
    }

    /** The command of one run, as the shards and the options here say it. */
    private List<String> words(Shard shard, CommandSpec merged) {
        Map<String, String> given = given();
        List<String> words = new ArrayList<>(TypedCommand.without(shard.words(), merged, given.keySet()));
        if (given.containsKey("--model")) {
            // The model may have been a word without an option.
            words = withoutModel(words, merged);
        }
        for (Map.Entry<String, String> option : given.entrySet()) {
            words.add(option.getKey());
            words.add(option.getValue());
        }
        if (quiet) {
            words.add("--quiet");
        }
        return words;
    }

    private List<String> withoutModel(List<String> words, CommandSpec merged) {
        CommandLine line = RootCommand.line(spec.commandLine().getFactory(), merged.name());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        Converters.addTo(line);
        List<String> models = line.parseArgs(words.toArray(String[]::new)).subcommand().matchedPositionals().stream()
                .flatMap(positional -> positional.originalStringValues().stream())
                .toList();
        List<String> left = new ArrayList<>(words);
        models.forEach(left::remove);
        return left;
    }

    /** Makes the command that is merged with its shards, all else as another factory does. */
    private record Factory(CommandLine.IFactory factory, Shards<?, ?> shards) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            K made = factory.create(type);
            if (made instanceof Merging<?, ?> merging) {
                give(merging);
            }
            return made;
        }

        /** Of a journal's kind there is one command, and its records are read as that command has them. */
        @SuppressWarnings("unchecked")
        private <S extends Record, E extends Record & Entry<E>> void give(Merging<S, E> merging) {
            merging.merge((Shards<S, E>) shards);
        }
    }
}
