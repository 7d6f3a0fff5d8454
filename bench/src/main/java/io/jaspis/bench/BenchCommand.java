package io.jaspis.bench;

import ai.onnxruntime.OrtEnvironment;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Entrant;
import io.jaspis.bench.measure.Machine;
import io.jaspis.bench.measure.Outcome;
import io.jaspis.bench.measure.Pace;
import io.jaspis.bench.measure.Race;
import io.jaspis.bench.peers.Torch;
import io.jaspis.bench.process.SharedFile;
import io.jaspis.bench.results.Comparison;
import io.jaspis.bench.results.Elsewhere;
import io.jaspis.bench.results.Page;
import io.jaspis.bench.results.Results;
import io.jaspis.bench.results.Table;
import io.jaspis.bench.suites.Suite;
import io.jaspis.opencl.Devices;
import io.jaspis.opencl.OpenClDevice;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jaspis bench}: Jaspis and its peers in turns, in one process. */
@Command(
        name = "jaspis bench",
        description = "Times Jaspis beside ONNX Runtime and PyTorch, in turns and in one process, and checks that all"
                + " give the same results. See bench/README.md.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        subcommands = {
            SeamsCommand.class,
            OnnxCommand.class,
            VerifyCommand.class,
            StrengthCommand.class,
            TrainingCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:a case failed, or --compare found one that became slower", "2:wrong option"})
public final class BenchCommand implements Callable<Integer> {
    /** Seconds for each point of the machine's limits. */
    private static final double LIMIT_SECONDS = 1.5;

    private static final double QUICK_LIMIT_SECONDS = 0.1;

    @Option(
            names = "--suite",
            split = ",",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES}. Default: all of them.")
    private List<Suite> suites = List.of(Suite.values());

    @Option(names = "--quick", description = "A look: few, small and short cases; the figures are no measure.")
    private boolean quick;

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "COUNT",
            description = "The numbers of threads, each measured apart. Default: 1, and all cores.")
    private List<Integer> threads;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "What Jaspis computes on: cpu, opencl or opencl:N; 'jaspis devices' lists them. On a device"
                    + " Jaspis on the processor is a peer. Default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(
            names = "--filter",
            paramLabel = "REGEX",
            description = "Only cases in whose name this is found, such as 'dense 1×'.")
    private Pattern filter;

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "NAME",
            description = "onnxruntime, pytorch, processor (with --device) or none. Default: those that are there.")
    private List<String> peers;

    @Option(
            names = "--join",
            paramLabel = "FILE",
            description = "Puts beside the results what another program took for the same cases, as gpu_torch.py does.")
    private Path join;

    @Option(
            names = "--compare",
            description =
                    "Compares with OUT/baseline-SUITE.json (on a device: SUITE-DEVICE), and tells noise from change.")
    private boolean compare;

    @Option(
            names = "--baseline",
            description =
                    "Writes OUT/baseline-SUITE.json too, for later comparisons; with --filter or --threads the cases in it"
                            + " that aren't measured stay. Only for quiet machines.")
    private boolean keep;

    @Option(names = "--out", paramLabel = "FOLDER", description = "For JSON and HTML. Default: bench/results.")
    private Path out;

    @Spec
    private CommandSpec spec;

    private final Pace pace;
    private final double limitSeconds;

    public BenchCommand() {
        this(Pace.FULL, LIMIT_SECONDS);
    }

    /** With how long a case and a point of the machine's limits take where it isn't to be quick. */
    private BenchCommand(Pace pace, double limitSeconds) {
        this.pace = pace;
        this.limitSeconds = limitSeconds;
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs a command line and returns its exit code. */
    public static int run(String... arguments) {
        return run(new BenchCommand(), arguments);
    }

    /** The same with other times, for those who ask for what {@code --quick} refuses and want no figures. */
    static int run(Pace pace, double limitSeconds, String... arguments) {
        return run(new BenchCommand(pace, limitSeconds), arguments);
    }

    private static int run(BenchCommand command, String... arguments) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException {
        Path home = Path.of(System.getProperty("jaspis.home", ""));
        Path folder = out != null ? out : home.resolve("bench/results");
        PrintWriter terminal = spec.commandLine().getOut();
        if (quick && (compare || keep)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "the figures of --quick are no measure: leave out --compare and --baseline");
        }
        List<Integer> counts = threadCounts();
        try (Opened opened = open()) {
            return measure(counts, opened, home, folder, terminal);
        }
    }

    private int measure(List<Integer> counts, Opened opened, Path home, Path folder, PrintWriter terminal)
            throws IOException {
        Optional<Elsewhere> elsewhere = join == null ? Optional.empty() : Optional.of(Elsewhere.read(join));
        List<String> present = peers();
        List<String> versions =
                new ArrayList<>(present.stream().map(BenchCommand::version).toList());
        if (opened.device() != null && onProcessor()) {
            versions.add(Case.PROCESSOR);
        }
        elsewhere.map(Elsewhere::toString).ifPresent(versions::add);
        requireBaselines(Machine.unmeasured(opened.device()), opened, folder);
        boolean any = suites.stream()
                .anyMatch(suite -> !cases(suite, counts, opened, home, present).isEmpty());
        String first = any ? "Measuring the machine" : "No case is to be timed, so the machine isn't measured";
        terminal.println(first + "; peers: " + (versions.isEmpty() ? "none" : String.join(", ", versions)));
        terminal.flush();
        Machine machine = any ? machine(counts, opened) : Machine.withoutLimits(opened.device());
        Table table = new Table(terminal, machine);
        table.head();
        boolean failed = false;
        for (Suite suite : suites) {
            List<Case> cases = cases(suite, counts, opened, home, present);
            Results results = new Results(
                    suite.word(),
                    opened.device() == null ? null : device,
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                    quick,
                    versions,
                    machine,
                    race(cases, elsewhere, table));
            table.foot(results);
            suite.tell(
                    counts.getLast(),
                    quick,
                    opened.device(),
                    home.toAbsolutePath(),
                    name -> filter == null || filter.matcher(name).find(),
                    line -> {
                        terminal.println(line);
                        terminal.flush();
                    });
            failed |= results.outcomes().stream().anyMatch(outcome -> outcome.failure() != null);
            failed |= write(results, folder, terminal);
        }
        return failed ? 1 : 0;
    }

    /** Those of a suite's cases that are asked for, with the peers that are there. */
    private List<Case> cases(Suite suite, List<Integer> counts, Opened opened, Path home, List<String> present) {
        return suite.cases(counts, quick, opened.device(), home).stream()
                .filter(each -> filter == null || filter.matcher(each.name()).find())
                .map(each -> each.only(entrant -> wanted(entrant, present)))
                .toList();
    }

    private Machine machine(List<Integer> counts, Opened opened) {
        double seconds = quick ? QUICK_LIMIT_SECONDS : limitSeconds;
        return opened.device() == null
                ? Machine.measure(counts, seconds)
                : Machine.measure(opened.device(), counts, seconds, quick);
    }

    /** Whether suites have cases that aren't measured. */
    private boolean partial() {
        return filter != null || threads != null;
    }

    /** Before anything is measured: the cases that stay in a baseline have to be of this machine, too. */
    private void requireBaselines(Machine machine, Opened opened, Path folder) throws IOException {
        for (Suite suite : keep && partial() ? suites : List.<Suite>of()) {
            Path baseline = folder.resolve(Results.baseline(suite.word(), opened.device() == null ? null : device));
            if (Files.exists(baseline) && !Results.read(baseline).machine().isSameAs(machine)) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        baseline
                                + " was measured on another processor or device, beside which some cases of this one can't"
                                + " stand: leave out --filter and --threads, or name another folder with --out");
            }
        }
    }

    /** The device that is measured; none for the processor, which each contender has for itself. */
    private record Opened(OpenClDevice device) implements AutoCloseable {
        @Override
        public void close() {
            if (device != null) {
                device.close();
            }
        }
    }

    private Opened open() {
        PrintWriter notices = spec.commandLine().getErr();
        try {
            return switch (Devices.named(device, notices::println)) {
                case OpenClDevice opened -> new Opened(opened);
                case Cpu _ when device.equals("cpu") -> new Opened(null);
                default ->
                    throw new IllegalArgumentException("--device must be cpu, opencl or opencl:N: which device '"
                            + device + "' would choose depends on the case");
            };
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private List<Integer> threadCounts() {
        int cores = Runtime.getRuntime().availableProcessors();
        boolean once = cores == 1 || !device.equals("cpu");
        List<Integer> counts = threads != null ? threads : once ? List.of(cores) : List.of(1, cores);
        if (counts.stream().anyMatch(count -> count < 1)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--threads must be at least 1");
        }
        return counts;
    }

    private List<String> peers() {
        List<String> present = new ArrayList<>();
        for (String peer : List.of(Case.ONNX_RUNTIME, Case.PYTORCH)) {
            String option = peer.toLowerCase(java.util.Locale.ROOT).replace(" ", "");
            if (peers == null || peers.contains(option)) {
                present.add(peer);
            }
        }
        if (!Torch.present() && present.remove(Case.PYTORCH)) {
            spec.commandLine()
                    .getErr()
                    .println("PyTorch's library is not on the class path: build with Maven's profile 'peers'.");
        }
        return present;
    }

    private static String version(String peer) {
        return peer + " "
                + (peer.equals(Case.PYTORCH)
                        ? Torch.version()
                        : OrtEnvironment.getEnvironment().getVersion());
    }

    private boolean onProcessor() {
        return peers == null || peers.contains("processor");
    }

    private boolean wanted(Entrant entrant, List<String> present) {
        return switch (entrant.name()) {
            case Case.ONNX_RUNTIME, Case.PYTORCH -> present.contains(entrant.name());
            case Case.PROCESSOR -> onProcessor();
            default -> true;
        };
    }

    private List<Outcome> race(List<Case> cases, Optional<Elsewhere> elsewhere, Table table) {
        Race race = new Race(quick ? Pace.QUICK : pace);
        List<Outcome> outcomes = new ArrayList<>();
        for (Case each : cases) {
            Outcome raced = race.run(each);
            Outcome outcome = elsewhere.map(other -> other.beside(raced)).orElse(raced);
            table.row(outcome);
            outcomes.add(outcome);
        }
        return outcomes;
    }

    /** Writes the files, and returns whether a case became slower than its baseline. */
    private boolean write(Results results, Path folder, PrintWriter terminal) throws IOException {
        results.write(folder.resolve(results.stem() + ".json"));
        Page.write(results, folder.resolve(results.stem() + ".html"));
        terminal.println("Written: " + folder.resolve(results.stem() + ".json") + " and .html");
        terminal.flush();
        Path baseline = folder.resolve(Results.baseline(results.suite(), results.device()));
        boolean slower = false;
        if (compare) {
            if (Files.exists(baseline)) {
                slower = new Comparison(Results.read(baseline), results).print(terminal);
            } else {
                terminal.println("There is no " + baseline + " to compare with; --baseline writes it.");
            }
        }
        if (keep && !(partial() && results.outcomes().isEmpty())) {
            SharedFile.change(
                    baseline,
                    present -> present.filter(_ -> partial())
                            .map(text -> Results.of(text).with(results))
                            .orElse(results)
                            .text());
        }
        return slower;
    }
}
