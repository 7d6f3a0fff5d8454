package io.jaspis.bench;

import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.autodiff.InputException;
import io.jaspis.bench.process.Child;
import io.jaspis.bench.training.DataFiles;
import io.jaspis.bench.training.Program;
import io.jaspis.bench.training.Results;
import io.jaspis.bench.training.Run;
import io.jaspis.bench.training.Scope;
import io.jaspis.bench.training.Setting;
import io.jaspis.bench.training.Summary;
import io.jaspis.bench.training.Trial;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jaspis bench training}: what training is claimed to reach, over several seeds. */
@Command(
        name = "training",
        description = {
            "Trains by files of options with several seeds, measures each network, and tells means and spreads: clean accuracy"
                    + " and interval bounds on all test examples; an attack and, of what it leaves, the verifier on some; smoothing"
                    + " for the goals with noise. Each run is jaspis train and what measures it, in processes of their own.",
            "What is finished stays in the table: the same command goes on after an interruption."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a run failed",
            "2:wrong option or input, or results that cannot be written",
            "130:stopped"
        })
final class TrainingCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE.args",
            arity = "0..*",
            description = "Options of training. Default: all examples/mnist-*.args.")
    private List<Path> files = List.of();

    @Option(names = "--goal", split = ",", paramLabel = "NAME", description = "Only files with these goals.")
    private List<String> goals = List.of();

    @Option(names = "--seeds", paramLabel = "COUNT", description = "Seeds from 1 on. Default: ${DEFAULT-VALUE}.")
    private int seeds = 3;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description =
                    "For training and tests, such as the folder of MNIST's four files. Default: what the files say, else"
                            + " data/mnist, which has 10,000 images for training.")
    private Path data;

    @Option(
            names = "--option",
            paramLabel = "WORDS",
            description =
                    "Trains also with these options added, such as --option=\"--average 0.995\", and tells what they"
                            + " change on the same seeds. May be repeated, for one after the other.")
    private List<String> options = List.of();

    @Option(
            names = "--with",
            paramLabel = "WORDS",
            description = "Options that every training gets, such as --with=\"--epochs 1\".")
    private String with = "";

    @Option(
            names = "--held-out",
            paramLabel = "COUNT",
            description =
                    "To choose settings: so many training examples are kept from training, and networks are measured on"
                            + " them alone, for what their goal trains for. Test examples are not looked at.")
    private int heldOut;

    @Option(
            names = "--images",
            paramLabel = "COUNT",
            description = "How many test examples are attacked and verified, or smoothed. Default: ${DEFAULT-VALUE}.")
    private int images = 1000;

    @Option(
            names = "--attack",
            paramLabel = "NAME",
            description = "Default: ${DEFAULT-VALUE}, with the four attacks of its paper's standard.")
    private String attack = "autoattack";

    @Option(
            names = "--effort",
            paramLabel = "LEVEL",
            description = "How much work attack and verifier may put into an example. Default: ${DEFAULT-VALUE}.")
    private String effort = "normal";

    @Option(names = "--n", paramLabel = "COUNT", description = "Samples of noise an image. Default: ${DEFAULT-VALUE}.")
    private int samples = 10_000;

    @Option(
            names = "--work",
            paramLabel = "FOLDER",
            description = "For models, checkpoints, reports and logs. Default: bench/target/training.")
    private Path work;

    @Option(
            names = "--out",
            paramLabel = "FILE.csv",
            description =
                    "A line for each run; what is there stays, and isn't run again. Default: bench/results/training.csv.")
    private Path out;

    @Option(
            names = "--command",
            paramLabel = "FILE",
            description = "What is run instead of jaspis, with the same words.")
    private Path command;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("jaspis.home", "")).toAbsolutePath();
        Path program = command != null ? command.toAbsolutePath() : home.resolve("jaspis");
        if (!Files.isExecutable(program)) {
            throw new InputException(program + " is no program; --command FILE says what is to be run");
        }
        requireOptions();
        Path table = out != null ? out : home.resolve("bench/results/training.csv");
        Path folder = work != null ? work : home.resolve("bench/target/training");
        List<Trial> trials = trials(home);
        Results results = Results.of(table);
        Destinations.requireFile("--out", table);
        Destinations.requireFolder("--work", folder);
        int code = run(trials, new Program(program), results, folder);
        spec.commandLine().getOut().println("Lines of all runs: " + table);
        spec.commandLine().getOut().flush();
        return code;
    }

    private void requireOptions() {
        for (var least : List.of(
                new Least("--seeds", seeds, 1),
                new Least("--images", images, 1),
                new Least("--n", samples, 1),
                new Least("--held-out", heldOut, 0))) {
            if (least.value() < least.least()) {
                throw new InputException(
                        least.option() + " must be at least " + least.least() + ", but is " + least.value());
            }
        }
        requireMeasured("--with", with);
        options.forEach(words -> requireMeasured("--option", words));
        if (Arrays.stream(Effort.values()).noneMatch(level -> level.name().equalsIgnoreCase(effort))) {
            throw new InputException("--effort must be low, normal or high, but is '" + effort + "'");
        }
        try {
            Attacks.requireNames(List.of(attack.toLowerCase(Locale.ROOT).split("\\s*,\\s*")));
        } catch (IllegalArgumentException e) {
            throw new InputException("--attack: " + e.getMessage(), e);
        }
        if (data != null && !Files.exists(data)) {
            throw new InputException("--data: there is no file or folder " + data);
        }
    }

    /** Networks are measured as their files of options say. */
    private void requireMeasured(String option, String words) {
        List<String> reserved = Setting.reserved(option, words);
        if (!reserved.isEmpty()) {
            throw new InputException(option + ": " + String.join(", ", reserved)
                    + " can't be added to a file's options, by which its networks"
                    + " are measured; write another file");
        }
    }

    private record Least(String option, int value, int least) {}

    /** All of them, seed by seed, so that an interruption leaves each setting with about as many. */
    private List<Trial> trials(Path home) throws IOException {
        Set<String> variants = new LinkedHashSet<>(List.of(""));
        variants.addAll(options);
        Map<Setting, Scope> scopes = scopes(settings(home));
        List<Trial> trials = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            for (Map.Entry<Setting, Scope> each : scopes.entrySet()) {
                for (String variant : variants) {
                    trials.add(new Trial(each.getKey(), variant, seed, each.getValue()));
                }
            }
        }
        return trials;
    }

    /** How each setting is looked at, and on which data. */
    private Map<Setting, Scope> scopes(List<Setting> settings) throws IOException {
        String given = data == null ? null : DataFiles.fingerprint(data);
        // Most settings take the same data, which may be large.
        Map<Path, String> hashes = new HashMap<>();
        Map<Setting, Scope> scopes = new LinkedHashMap<>();
        for (Setting setting : settings) {
            scopes.put(
                    setting,
                    new Scope(
                            Optional.ofNullable(data),
                            given == null ? DataFiles.fingerprint(setting, hashes) : given,
                            Setting.split("--with", with),
                            images,
                            attack,
                            effort,
                            samples,
                            heldOut));
        }
        return scopes;
    }

    private List<Setting> settings(Path home) throws IOException {
        List<Path> given = files;
        if (given.isEmpty()) {
            try (Stream<Path> all = Files.list(home.resolve("examples"))) {
                given = all.filter(file -> file.getFileName().toString().matches("mnist-.*\\.args"))
                        .sorted()
                        .toList();
            }
        }
        Map<String, Setting> settings = new LinkedHashMap<>();
        for (Path file : given) {
            if (!Files.isRegularFile(file)) {
                throw new InputException("there is no file of options " + file);
            }
            Setting setting = Setting.read(file);
            if (!goals.isEmpty() && !goals.contains(setting.goal())) {
                continue;
            }
            Setting same = settings.putIfAbsent(setting.name(), setting);
            if (same != null && !same.words().equals(setting.words())) {
                throw new InputException(
                        same.file() + " and " + file + " differ, and would be told as one: rename one of them");
            }
        }
        if (settings.isEmpty()) {
            throw new InputException("--goal: no file of options has the goal " + String.join(" or ", goals));
        }
        return List.copyOf(settings.values());
    }

    private int run(List<Trial> trials, Program program, Results results, Path folder)
            throws IOException, InterruptedException {
        PrintWriter terminal = spec.commandLine().getOut();
        List<Run> runs = new ArrayList<>();
        boolean failed = false;
        for (Trial trial : trials) {
            String name = trial.setting().name() + (trial.option().isEmpty() ? "" : " " + trial.option()) + ", seed "
                    + trial.seed();
            Optional<Run> known = results.of(trial);
            if (known.isPresent()) {
                runs.add(known.get());
                terminal.println(name + ": is there");
                continue;
            }
            if (results.others(trial) > 0) {
                terminal.println(name + ": the table has it with other settings, which doesn't count");
            }
            terminal.println(name + ": what is said goes to "
                    + folder.resolve(trial.name()).resolve("log.txt"));
            terminal.flush();
            try {
                Run run = trial.run(program, folder);
                results.add(run);
                runs.add(run);
                terminal.printf(
                        Locale.ROOT,
                        "%s: %s%s%n",
                        name,
                        run.figures(),
                        run.note().isEmpty() ? "" : "; " + run.note());
            } catch (Program.FailedException e) {
                terminal.println(name + ": " + e.getMessage());
                if (e.code() == Child.INTERRUPTED) {
                    terminal.println("Stopped; the same command goes on from here");
                    return Child.INTERRUPTED;
                }
                failed = true;
            }
            terminal.flush();
        }
        if (!runs.isEmpty()) {
            new Summary(runs).print(terminal);
        }
        return failed ? 1 : 0;
    }
}
