package io.jaspis.bench;

import io.jaspis.autodiff.InputException;
import io.jaspis.bench.process.Child;
import io.jaspis.bench.process.TemporaryFolder;
import io.jaspis.bench.verify.Attempt;
import io.jaspis.bench.verify.FamilyTable;
import io.jaspis.bench.verify.Instance;
import io.jaspis.bench.verify.Outcome;
import io.jaspis.bench.verify.Tally;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jaspis bench verify}: whole lists of instances, each in its own process. */
@Command(
        name = "verify",
        description =
                "Runs jaspis verify on the instances of families, folders with an instances.csv as the Verification"
                        + " of Neural Networks Competition has them, each in its own process, whose whole time counts. Answers are"
                        + " held to what others found, and counterexamples are replayed, also by ONNX Runtime.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no answer is wrong",
            "1:an answer is wrong, or a counterexample is none",
            "2:wrong option or input, or results that cannot be written",
            "130:stopped"
        })
final class VerifyCommand implements Callable<Integer> {
    /** Seconds beyond its timeout in which a process may still write its answer. */
    private static final double GRACE = 10;
    /** Seconds of an instance that is run before the others of its family, and doesn't count. */
    private static final double PREPARING = 2;

    @Parameters(paramLabel = "FOLDER", description = "A family, or a folder of families.")
    private Path folder;

    @Option(
            names = "--family",
            split = ",",
            paramLabel = "NAME",
            description = "Only these families of the folder. Default: all of them.")
    private List<String> families = List.of();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Of each instance. Default: the one in its list.")
    private Double timeout;

    @Option(
            names = "--sample",
            paramLabel = "COUNT",
            description = "So many instances of each family, evenly from its list. Default: all of them.")
    private Integer sample;

    @Option(
            names = "--known",
            split = ",",
            paramLabel = "ANSWER",
            description =
                    "Only instances whose answer in the list is one of these, such as sat,unsat: what nobody has solved"
                            + " takes its whole timeout. Default: all of them.")
    private List<String> known = List.of();

    @Option(
            names = "--resume",
            description = "Keep the lines that are in verify-FAMILY.csv already of the same --timeout, --option and"
                    + " --command, and run the other instances.")
    private boolean resume;

    @Option(
            names = "--command",
            paramLabel = "FILE",
            description = "What is run instead of jaspis, with the same arguments.")
    private Path command;

    @Option(
            names = "--option",
            paramLabel = "WORD",
            description = "A word that is given to jaspis verify too, such as --option=--no-attack. May be repeated.")
    private List<String> options = List.of();

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "For verify-FAMILY.csv, a line for each instance; lines of instances that aren't run stay."
                    + " Default: bench/results.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter terminal = spec.commandLine().getOut();
        Path home = Path.of(System.getProperty("jaspis.home", "")).toAbsolutePath();
        Path results = out != null ? out : home.resolve("bench/results");
        requirePositive();
        List<Path> found = families();
        Path program = command != null ? command.toAbsolutePath() : home.resolve("jaspis");
        if (!Files.isExecutable(program)) {
            throw new InputException(program + " is no program; --command FILE says what is to be run");
        }
        // All of them before anything is run: what is wrong with the last is not to be told after hours.
        List<Family> chosen = new ArrayList<>();
        for (Path family : found) {
            chosen.add(family(family, results));
        }
        Destinations.requireFolder("--out", results);
        try (TemporaryFolder answers = TemporaryFolder.of("jaspis-verify")) {
            build(program);
            int code = run(chosen, new Attempt(program.toString(), options, answers.path(), GRACE), terminal);
            terminal.println("Lines of all instances: " + results.resolve("verify-FAMILY.csv"));
            terminal.flush();
            return code;
        } catch (InterruptedException e) {
            terminal.println("Stopped; the same command with --resume goes on from here");
            terminal.flush();
            return Child.INTERRUPTED;
        }
    }

    /**
     * What is asked for of a family.
     *
     * @param instances those that are chosen
     * @param table of all its instances
     */
    private record Family(String name, List<Instance> instances, FamilyTable table) {}

    private Family family(Path family, Path results) throws IOException {
        List<Instance> list = Instance.read(family);
        String name = name(family);
        return new Family(
                name,
                sampled(withKnown(family, list)),
                FamilyTable.of(results.resolve("verify-" + name + ".csv"), list));
    }

    private static String name(Path family) {
        return family.toAbsolutePath().normalize().getFileName().toString();
    }

    private int run(List<Family> chosen, Attempt attempt, PrintWriter terminal)
            throws IOException, InterruptedException {
        List<Tally> tallies = new ArrayList<>();
        List<Outcome> all = new ArrayList<>();
        for (Family family : chosen) {
            List<Outcome> outcomes = outcomes(family, attempt, terminal);
            tallies.add(new Tally(family.name(), outcomes));
            all.addAll(outcomes);
        }
        Tally.head(terminal);
        tallies.forEach(tally -> tally.print(terminal));
        Tally total = new Tally("all", all);
        if (tallies.size() > 1) {
            total.print(terminal);
        }
        return total.isWrong() ? 1 : 0;
    }

    /** Runs what isn't known of a family. */
    private List<Outcome> outcomes(Family family, Attempt attempt, PrintWriter terminal)
            throws IOException, InterruptedException {
        List<Instance> instances = family.instances();
        Map<Instance, Outcome> outcomes = resume ? kept(family, attempt, terminal) : new LinkedHashMap<>();
        if (outcomes.size() < instances.size()) {
            // As the competition does, which has each tool prepare an instance first: the first start writes an
            // archive.
            attempt.of(instances.getFirst(), PREPARING);
        }
        for (Instance instance : instances) {
            if (outcomes.containsKey(instance)) {
                continue;
            }
            Outcome outcome = attempt.of(instance, seconds(instance));
            if (!resume && outcomes.isEmpty()) {
                // Not before there is a line in their place.
                family.table().remove(instances);
            }
            outcomes.put(instance, outcome);
            family.table().put(outcome, attempt.asked(seconds(instance)));
            terminal.printf(
                    Locale.ROOT,
                    "%s %d/%d %-11s %-7s %7.2f s  %s%s%n",
                    family.name(),
                    outcomes.size(),
                    instances.size(),
                    outcome.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    outcome.answer(),
                    outcome.seconds(),
                    outcome.about(),
                    outcome.note().isEmpty() ? "" : "  " + outcome.note());
            terminal.flush();
        }
        return List.copyOf(outcomes.values());
    }

    /** The outcomes of earlier lines that were asked as these are; how many lines don't count is told. */
    private Map<Instance, Outcome> kept(Family family, Attempt attempt, PrintWriter terminal) throws IOException {
        Map<Instance, Outcome> kept = new LinkedHashMap<>();
        for (Instance instance : family.instances()) {
            family.table()
                    .of(instance, attempt.asked(seconds(instance)))
                    .ifPresent(outcome -> kept.put(instance, outcome));
        }
        long others = family.table().count(family.instances()) - kept.size();
        if (others > 0) {
            terminal.printf(
                    "%s: %d line%s count, as %s of another --timeout, --option or --command%n",
                    family.name(), others, others == 1 ? " doesn't" : "s don't", others == 1 ? "it is" : "they are");
            terminal.flush();
        }
        return kept;
    }

    private double seconds(Instance instance) {
        return timeout != null ? timeout : instance.timeout();
    }

    private List<Path> families() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new InputException(folder + " is no folder");
        }
        if (Instance.hasList(folder)) {
            for (String name : families) {
                if (!name.equals(name(folder))) {
                    throw new InputException("--family: " + folder + " is itself the family " + name(folder)
                            + ", and has no family " + name);
                }
            }
            return List.of(folder);
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(Instance::hasList)
                    .filter(entry -> families.isEmpty()
                            || families.contains(entry.getFileName().toString()))
                    .sorted()
                    .forEach(found::add);
        }
        for (String name : families) {
            if (!Instance.hasList(folder.resolve(name))) {
                throw new InputException("--family: " + folder + " has no family " + name);
            }
        }
        if (found.isEmpty()) {
            throw new InputException(folder + " has no instances.csv, nor has a folder in it");
        }
        return found;
    }

    private void requirePositive() {
        if (timeout != null && !(timeout > 0 && timeout < Double.POSITIVE_INFINITY)) {
            throw new InputException("--timeout must be a number of seconds above 0, but is " + timeout);
        }
        if (sample != null && sample < 1) {
            throw new InputException("--sample must be at least 1, but is " + sample);
        }
    }

    private List<Instance> withKnown(Path family, List<Instance> instances) {
        if (known.isEmpty()) {
            return instances;
        }
        List<Instance> some = instances.stream()
                .filter(instance -> known.contains(instance.known()))
                .toList();
        if (some.isEmpty()) {
            throw new InputException("--known: " + family + " has no instance whose answer is "
                    + String.join(" or ", known) + "; its answers are "
                    + instances.stream().map(Instance::known).distinct().collect(Collectors.joining(", ")));
        }
        return some;
    }

    private List<Instance> sampled(List<Instance> instances) {
        if (sample == null || sample >= instances.size()) {
            return instances;
        }
        List<Instance> some = new ArrayList<>();
        for (int i = 0; i < sample; i++) {
            some.add(instances.get((int) ((long) i * instances.size() / sample)));
        }
        return some;
    }

    /** So that no instance waits for a build. */
    private void build(Path program) throws IOException, InterruptedException {
        if (command == null) {
            ProcessBuilder builder = new ProcessBuilder(program.toString(), "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            try (Child child = Child.start(builder)) {
                int code = child.process().waitFor();
                if (child.stopped()) {
                    throw new InterruptedException("stopped");
                }
                if (code != 0) {
                    throw new InputException(program + " --version ended with exit code " + code
                            + ", so no instance is run; what it said stands above");
                }
            }
        }
    }
}
