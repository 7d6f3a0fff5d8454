package io.jaspis.bench;

import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Datasets;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.bench.measure.Strength;
import io.jaspis.bench.process.SharedFile;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jaspis bench strength}: what attacks leave of the first examples, and at what cost. */
@Command(
        name = "strength",
        description =
                "Tells how many examples each attack leaves standing, seed by seed and over all seeds together, and"
                        + " what it costs: seconds in this one process, the first of them with its warming up, images a second, and"
                        + " gradients and queries for each example that is left.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:wrong option or input, or results that cannot be written"})
final class StrengthCommand implements Callable<Integer> {
    static final String HEAD =
            "model,norm,epsilon,attack,seed,examples,left,left_of_all_seeds,seconds,images_per_second,gradients_per_survivor,"
                    + "queries_per_survivor";
    private static final int BATCH = 128;

    @Parameters(paramLabel = "MODEL", description = "The classifier, as ONNX.")
    private Path model;

    @Option(names = "--data", required = true, paramLabel = "PATH", description = "Examples with labels.")
    private Path data;

    @Option(names = "--labels", paramLabel = "FILE", description = "Labels, where they are in a file of their own.")
    private Path labels;

    @Option(names = "--first", paramLabel = "COUNT", description = "So many examples. Default: ${DEFAULT-VALUE}.")
    private int first = 200;

    @Option(names = "--norm", description = "inf, 2 or 1. Default: ${DEFAULT-VALUE}.")
    private String norm = Norm.LINF.option();

    @Option(names = "--epsilon", required = true, description = "The radius; inputs are between 0 and 1.")
    private double epsilon;

    @Option(
            names = "--attack",
            split = ",",
            paramLabel = "NAME",
            description = "Attacks by their names. Default: fgsm, pgd, fast, autoattack.")
    private List<String> attacks = List.of("fgsm", "pgd", "fast", "autoattack");

    @Option(names = "--effort", description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Effort effort = Effort.NORMAL;

    @Option(names = "--seeds", paramLabel = "COUNT", description = "Seeds from 0 on. Default: ${DEFAULT-VALUE}.")
    private int seeds = 1;

    @Option(names = "--out", paramLabel = "FILE.csv", description = "For the same as a table; lines are added to it.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        if (out != null) {
            Destinations.requireFile("--out", out);
            requireTable();
        }
        Problem problem = problem();
        AttackFamily.Settings settings = AttackFamily.Settings.of(effort);
        requireAttacks(problem, settings);
        for (String name : attacks) {
            Set<Integer> left = new TreeSet<>(indices());
            for (long seed : LongStream.range(0, seeds).toArray()) {
                Strength run = Strength.of(name, problem, indices(), settings, seed, () -> false);
                left.retainAll(run.left());
                terminal.println(text(run, left.size()));
                terminal.flush();
                if (out != null) {
                    add(line(run, left.size()));
                }
            }
        }
        return 0;
    }

    private Problem problem() throws IOException {
        Model read = Model.read(model);
        try {
            Examples examples = Datasets.read(data, labels)
                    .arrangedFor(read.graph().input(read.graph().onlyInput()).shape());
            if (first < 1 || first > examples.count() || seeds < 1) {
                throw new InputException("--first must be from 1 to " + examples.count()
                        + " and --seeds at least 1, but they are " + first + " and " + seeds);
            }
            return new Problem(read.graph(), examples, new Threat(norm(), epsilon, 0, 1), Cpu.best(), BATCH);
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    /** Before any of them is run: each has to be one, and one for this problem. */
    private void requireAttacks(Problem problem, AttackFamily.Settings settings) {
        try {
            attacks.forEach(name -> Attacks.named(List.of(name), problem, settings));
        } catch (IllegalArgumentException e) {
            throw new InputException("--attack: " + e.getMessage(), e);
        }
    }

    /** Nothing is added to what is another table. */
    private void requireTable() throws IOException {
        if (!Files.isRegularFile(out)) {
            return;
        }
        try (Stream<String> lines = Files.lines(out)) {
            Optional<String> head = lines.findFirst();
            if (head.isPresent() && !head.get().equals(HEAD)) {
                throw new InputException("--out: " + out + " is no table of attacks' strength: its first line is not "
                        + HEAD + "; name another file");
            }
        } catch (UncheckedIOException e) {
            throw new InputException("--out: " + out + " is no text in UTF-8; name another file", e);
        }
    }

    private Norm norm() {
        return Arrays.stream(Norm.values())
                .filter(known -> known.option().equals(norm))
                .findFirst()
                .orElseThrow(() -> new InputException("--norm must be inf, 2 or 1, but is " + norm));
    }

    private List<Integer> indices() {
        return IntStream.range(0, first).boxed().toList();
    }

    private String text(Strength run, int always) {
        return String.format(
                Locale.ROOT,
                "%-16s seed %d: left %d of %d, after all seeds so far %d; %s",
                run.name(),
                run.seed(),
                run.left().size(),
                first,
                always,
                run.cost());
    }

    private String line(Strength run, int always) {
        return String.format(
                Locale.ROOT,
                "%s,%s,%s,%s,%d,%d,%d,%d,%.2f,%.1f,%.0f,%.0f",
                model.getFileName(),
                norm,
                epsilon,
                run.name(),
                run.seed(),
                first,
                run.left().size(),
                always,
                run.seconds(),
                run.imagesPerSecond(),
                run.gradientsPerSurvivor(),
                run.queriesPerSurvivor());
    }

    /** Adds a line to what the table has by now. */
    private void add(String line) throws IOException {
        SharedFile.change(out, present -> {
            String before = present.filter(text -> !text.isEmpty()).orElse(HEAD + "\n");
            return before + (before.endsWith("\n") ? "" : "\n") + line + "\n";
        });
    }
}
