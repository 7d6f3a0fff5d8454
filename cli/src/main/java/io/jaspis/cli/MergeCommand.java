package io.jaspis.cli;

import io.jaspis.audit.options.OptionFiles;
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
import io.jaspis.cli.options.ShardOption;
import io.jaspis.cli.results.Destination;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.cli.terminal.TypedCommand;
import io.jaspis.threat.vnnlib.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            "  ${sys:jaspis.command:-./jaspis} audit --epsilon 0.1 --shard 1/2 --out part-1",
            "  ${sys:jaspis.command:-./jaspis} audit --epsilon 0.1 --shard 2/2 --out part-2",
            "  ${sys:jaspis.command:-./jaspis} merge part-1 part-2 --out report --fail-below 0.5"
        })
final class MergeCommand implements Callable<Integer> {
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

    @Option(names = "--certificates", paramLabel = "FOLDER", description = "Proofs, as audit writes them.")
    private String certificates;

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

    @Override
    public Integer call() throws IOException {
        List<MergedPart> parts = MergedPart.of(folders);
        MergedPart first = parts.getFirst();
        CommandSpec merged = command(first.title().kind());
        new MergedOptions(spec.commandLine().getFactory(), merged.name(), given().keySet()).requireSame(parts);
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
            case MergedPart.VERIFY -> answer(parts);
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
    private int answer(List<MergedPart> parts) throws IOException {
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
            List<Path> read = parts.stream().map(MergedPart::folder).toList();
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
            terminal.println((answer.kind() == Answer.Verdict.UNSAT
                            ? VerifyCommand.proved(answer.float32() ? Arithmetic.FLOAT32 : Arithmetic.REAL)
                            : "")
                    + "%,d parts, %,d domains.".formatted(parts.size(), answer.domains()));
        }
        terminal.flush();
        return ExitCode.OK;
    }

    private <S extends Record, E extends Record & Entry<E>> int merge(
            List<MergedPart> parts, CommandSpec merged, Class<S> settings, Class<E> entries, ToIntFunction<E> examples)
            throws IOException {
        requireKnown(merged);
        Shards<S, E> shards = finished(parts, settings, entries, examples);
        return RootCommand.run(
                spec.commandLine().getOut(),
                spec.commandLine().getErr(),
                new Factory(spec.commandLine().getFactory(), shards),
                words(parts.getFirst().shard(), merged).stream()
                        .map(OptionFiles::literal)
                        .toArray(String[]::new));
    }

    private <S extends Record, E extends Record & Entry<E>> Shards<S, E> finished(
            List<MergedPart> parts, Class<S> settings, Class<E> entries, ToIntFunction<E> examples) throws IOException {
        List<Contents<S, E>> journals = new ArrayList<>();
        for (MergedPart part : parts) {
            requireApart(part);
            Optional<Contents<S, E>> read = Contents.read(
                    part.journal(), Journal.Use.MERGE, part.title().kind(), settings, entries);
            if (!read.flatMap(Contents::last).map(Entry::end).orElse(false)) {
                boolean counts = !part.answers();
                throw new InputException("shard %s in %s isn't finished: it has %s; %s %s"
                        .formatted(
                                part.shard().name(),
                                part.folder(),
                                counts
                                        ? "%,d examples".formatted(read.isPresent() ? count(read.get(), examples) : 0)
                                        : "no answer",
                                counts ? "go on with" : "ask it again with",
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

    private void requireApart(MergedPart part) throws IOException {
        if (out != null && Files.exists(out) && Files.isSameFile(out, part.folder())) {
            throw new InputException("--out " + out + " is the folder of shard "
                    + part.shard().name() + ", which stays as it is; give another folder");
        }
    }

    private static List<String> again(MergedPart part) {
        List<String> words = new ArrayList<>(part.shard().words());
        words.addAll(List.of(
                ShardOption.NAME,
                part.shard().name(),
                ShardOption.OUT,
                part.folder().toString()));
        // A specification has one answer, of which no part is kept.
        if (!part.answers()) {
            words.add(TypedCommand.RESUME);
        }
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
