package io.jaspis.bench;

import io.jaspis.audit.options.OptionFiles;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Machine;
import io.jaspis.bench.measure.Outcome;
import io.jaspis.bench.measure.Pace;
import io.jaspis.bench.measure.Race;
import io.jaspis.bench.results.Elsewhere;
import io.jaspis.bench.results.Results;
import io.jaspis.bench.results.Table;
import io.jaspis.bench.suites.Suite;
import io.jaspis.opencl.Devices;
import io.jaspis.opencl.OpenClDevice;
import java.io.IOException;
import java.io.PrintWriter;
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
        exitCodeList = {
            "0:done",
            "1:a case or a run failed, or --compare found a case that became slower",
            "2:wrong option or input, or results that cannot be written",
            "3:an error of Jaspis itself, or not enough memory",
            "4:the device failed or was lost"
        })
public final class BenchCommand implements Callable<Integer> {
    /** Seconds for each point of the machine's limits. */
    private static final double LIMIT_SECONDS = 1.5;

    private static final double QUICK_LIMIT_SECONDS = 0.1;
    /** More have no core of their own anywhere, and memory of their own each. */
    private static final int MOST_THREADS = 1024;

    @Option(
            names = "--suite",
            split = ",",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES}. Default: all of them.")
    private List<Suite> suites = List.of(Suite.values());

    @Option(
            names = "--quick",
            description = "A look: few, small and short cases; the figures are no measure, and go to SUITE-quick.")
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
            converter = Regex.class,
            description =
                    "Only cases in whose name this is found, such as 'dense 1×'. With it or --threads results go to"
                            + " SUITE-part, and those of all cases stay.")
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
        return run(line(command), arguments);
    }

    /** Runs a command line, with the words of files of options in place of what names these, and returns its exit code. */
    static int run(CommandLine line, String... arguments) {
        try {
            return line.execute(OptionFiles.expanded(arguments));
        } catch (Throwable failure) {
            // Errors of Java, which would end in its own exit code: that says here that a case failed.
            return Failure.tell(failure, line.getErr());
        }
    }

    /** The command with its subcommands, and with how each tells what is wrong. */
    static CommandLine line(BenchCommand command) {
        return new CommandLine(command)
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                // A suite, and the first word of some cases, is called as a subcommand is.
                .setAllowSubcommandsAsOptionParameters(true)
                .setParameterExceptionHandler((error, _) -> Failure.tell(error))
                .setExecutionExceptionHandler((error, line, _) -> Failure.tell(error, line.getErr()));
    }

    @Override
    public Integer call() throws IOException {
        Path home = Path.of(System.getProperty("jaspis.home", ""));
        Path folder = out != null ? out : home.resolve("bench/results");
        if (quick && (compare || keep)) {
            throw new InputException("the figures of --quick are no measure: leave out --compare and --baseline");
        }
        List<Integer> counts = threadCounts();
        Peers measured = new Peers(peers, spec.commandLine().getErr());
        Optional<Elsewhere> elsewhere = join == null ? Optional.empty() : Optional.of(Elsewhere.read(join));
        try (Opened opened = open()) {
            Setup setup = new Setup(counts, opened.device(), home);
            CaseSelection selection = new CaseSelection(suites, filter, quick, measured, setup);
            List<Suite> chosen = selection.chosen();
            selection.requirePeers(chosen);
            ResultFiles files =
                    new ResultFiles(folder, setup.device() == null ? null : device, compare, keep, quick, partial());
            files.requireBaselines(chosen, Machine.unmeasured(setup.device()));
            Destinations.requireFolder("--out", folder);
            return measure(chosen, selection, elsewhere, files);
        }
    }

    private int measure(List<Suite> chosen, CaseSelection selection, Optional<Elsewhere> elsewhere, ResultFiles files)
            throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        Setup setup = selection.setup();
        List<String> versions = selection.peers().versions(setup.device() != null);
        elsewhere.map(Elsewhere::toString).ifPresent(versions::add);
        Table table = begin(selection.cases(chosen), setup, versions, elsewhere);
        boolean failed = false;
        for (Suite suite : chosen) {
            List<Case> cases = selection.cases(suite);
            if (!cases.isEmpty()) {
                Results results = new Results(
                        suite.word(),
                        files.device(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                        quick,
                        versions,
                        table.machine(),
                        race(cases, elsewhere, table));
                table.foot(results);
                failed |= results.outcomes().stream().anyMatch(outcome -> outcome.failure() != null);
                failed |= files.write(results, terminal);
            }
            failed |= !suite.tell(
                    setup.counts().getLast(),
                    quick,
                    setup.device(),
                    setup.home().toAbsolutePath(),
                    selection::named,
                    line -> {
                        terminal.println(line);
                        terminal.flush();
                    });
        }
        return failed ? 1 : 0;
    }

    /** Says what is measured beside what, and measures the machine where there is any case; the head of the table of outcomes. */
    private Table begin(List<Case> all, Setup setup, List<String> versions, Optional<Elsewhere> elsewhere) {
        PrintWriter terminal = spec.commandLine().getOut();
        boolean any = !all.isEmpty();
        String first = any ? "Measuring the machine" : "No case is to be timed, so the machine isn't measured";
        terminal.println(first + "; peers: " + (versions.isEmpty() ? Peers.NONE : String.join(", ", versions)));
        elsewhere
                .filter(other -> all.stream().map(Case::name).noneMatch(other::has))
                .ifPresent(_ -> terminal.println(join + " has figures of none of these cases"));
        terminal.flush();
        Table table = new Table(terminal, any ? machine(setup) : Machine.withoutLimits(setup.device()));
        table.head();
        return table;
    }

    private Machine machine(Setup setup) {
        double seconds = quick ? QUICK_LIMIT_SECONDS : limitSeconds;
        return setup.device() == null
                ? Machine.measure(setup.counts(), seconds)
                : Machine.measure(setup.device(), setup.counts(), seconds, quick);
    }

    /** Whether suites have cases that aren't measured. */
    private boolean partial() {
        return filter != null || threads != null;
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
            throw new InputException(e.getMessage(), e);
        }
    }

    private List<Integer> threadCounts() {
        int cores = Runtime.getRuntime().availableProcessors();
        boolean once = cores == 1 || !device.equals("cpu");
        List<Integer> counts = threads != null ? threads : once ? List.of(cores) : List.of(1, cores);
        if (counts.stream().anyMatch(count -> count < 1 || count > MOST_THREADS)) {
            throw new InputException("--threads must be from 1 to " + MOST_THREADS + ", but is " + counts);
        }
        return counts.stream().distinct().toList();
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
}
