package io.jaspis.bench;

import ai.onnxruntime.OrtEnvironment;
import io.jaspis.autodiff.InputException;
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
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private static final String NO_PEER = "none";
    private static final List<String> PEERS = List.of(Case.ONNX_RUNTIME, Case.PYTORCH, Case.PROCESSOR);

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
        CommandLine line = line(command);
        try {
            return line.execute(arguments);
        } catch (Throwable failure) {
            // Errors of Java, which would end in its own exit code: that says here that a case failed.
            return Failure.tell(failure, line.getErr());
        }
    }

    /** The command with its subcommands, and with how each tells what is wrong. */
    static CommandLine line(BenchCommand command) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                // A suite, and the first word of some cases, is called as a subcommand is.
                .setAllowSubcommandsAsOptionParameters(true)
                .setParameterExceptionHandler((error, _) -> Failure.tell(error))
                .setExecutionExceptionHandler((error, line, _) -> Failure.tell(error, line.getErr()));
    }

    /**
     * What cases are made for.
     *
     * @param counts each number of threads
     * @param peers of other programs, by the names of entrants
     */
    private record Setup(List<Integer> counts, Opened opened, Path home, List<String> peers) {
        OpenClDevice device() {
            return opened.device();
        }
    }

    @Override
    public Integer call() throws IOException {
        Path home = Path.of(System.getProperty("jaspis.home", ""));
        Path folder = out != null ? out : home.resolve("bench/results");
        if (quick && (compare || keep)) {
            throw new InputException("the figures of --quick are no measure: leave out --compare and --baseline");
        }
        List<Integer> counts = threadCounts();
        List<String> present = peers();
        Optional<Elsewhere> elsewhere = join == null ? Optional.empty() : Optional.of(Elsewhere.read(join));
        try (Opened opened = open()) {
            Setup setup = new Setup(counts, opened, home, present);
            List<Suite> chosen = chosen(setup);
            requirePeers(chosen, setup);
            requireBaselines(chosen, setup, folder);
            Destinations.requireFolder("--out", folder);
            return measure(chosen, setup, elsewhere, folder);
        }
    }

    private int measure(List<Suite> chosen, Setup setup, Optional<Elsewhere> elsewhere, Path folder)
            throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        List<String> versions = versions(setup, elsewhere);
        List<Case> all = cases(chosen, setup);
        boolean any = !all.isEmpty();
        String first = any ? "Measuring the machine" : "No case is to be timed, so the machine isn't measured";
        terminal.println(first + "; peers: " + (versions.isEmpty() ? NO_PEER : String.join(", ", versions)));
        elsewhere
                .filter(other -> all.stream().map(Case::name).noneMatch(other::has))
                .ifPresent(_ -> terminal.println(join + " has figures of none of these cases"));
        terminal.flush();
        Table table = new Table(terminal, any ? machine(setup) : Machine.withoutLimits(setup.device()));
        table.head();
        boolean failed = false;
        for (Suite suite : chosen) {
            List<Case> cases = cases(suite, setup);
            if (!cases.isEmpty()) {
                Results results = new Results(
                        suite.word(),
                        setup.device() == null ? null : device,
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                        quick,
                        versions,
                        table.machine(),
                        race(cases, elsewhere, table));
                table.foot(results);
                failed |= results.outcomes().stream().anyMatch(outcome -> outcome.failure() != null);
                failed |= write(results, folder, terminal);
            }
            failed |= !suite.tell(
                    setup.counts().getLast(),
                    quick,
                    setup.device(),
                    setup.home().toAbsolutePath(),
                    this::named,
                    line -> {
                        terminal.println(line);
                        terminal.flush();
                    });
        }
        return failed ? 1 : 0;
    }

    /** The peers that are measured, with their versions. */
    private List<String> versions(Setup setup, Optional<Elsewhere> elsewhere) {
        List<String> versions = new ArrayList<>(
                setup.peers().stream().map(BenchCommand::version).toList());
        if (setup.device() != null && onProcessor()) {
            versions.add(Case.PROCESSOR);
        }
        elsewhere.map(Elsewhere::toString).ifPresent(versions::add);
        return versions;
    }

    /** Whether this name is one that is asked for. */
    private boolean named(String name) {
        return filter == null || filter.matcher(name).find();
    }

    /** The suites of which anything is asked for, so that nothing is written of the others. */
    private List<Suite> chosen(Setup setup) {
        List<Suite> chosen = suites.stream()
                .distinct()
                .filter(suite -> !cases(suite, setup).isEmpty()
                        || suite.told(quick).stream().anyMatch(this::named))
                .toList();
        if (chosen.isEmpty()) {
            throw new InputException("--filter: '" + filter + "' is found in the name of no case of "
                    + String.join(", ", suites.stream().map(Suite::word).toList()) + there(setup)
                    + (quick ? "; without --quick there are more" : ""));
        }
        return chosen;
    }

    /** What names there are, by their first words, and one of them. */
    private String there(Setup setup) {
        List<String> names = new ArrayList<>();
        for (Suite suite : suites) {
            suite.cases(setup.counts(), quick, setup.device(), setup.home()).forEach(each -> names.add(each.name()));
            names.addAll(suite.told(quick));
        }
        return names.isEmpty()
                ? ", which have none here"
                : "; names begin with "
                        + names.stream()
                                .map(name -> name.substring(0, name.indexOf(' ')))
                                .distinct()
                                .collect(Collectors.joining(", "))
                        + ", such as '" + names.getFirst() + "'";
    }

    /** Those of all these suites' cases that are asked for. */
    private List<Case> cases(List<Suite> all, Setup setup) {
        return all.stream().flatMap(suite -> cases(suite, setup).stream()).toList();
    }

    /** Those of a suite's cases that are asked for, with the peers that are there. */
    private List<Case> cases(Suite suite, Setup setup) {
        return suite.cases(setup.counts(), quick, setup.device(), setup.home()).stream()
                .filter(each -> named(each.name()))
                .map(each -> each.only(entrant -> wanted(entrant, setup.peers())))
                .toList();
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

    private Path baseline(Suite suite, Setup setup, Path folder) {
        return folder.resolve(Results.baseline(suite.word(), setup.device() == null ? null : device));
    }

    /**
     * Before anything is measured: baselines that are needed have to be there and to be some, and the cases that stay in one have to
     * be of this machine, too.
     */
    private void requireBaselines(List<Suite> chosen, Setup setup, Path folder) throws IOException {
        Machine machine = Machine.unmeasured(setup.device());
        boolean any = false;
        for (Suite suite : compare || keep && partial() ? chosen : List.<Suite>of()) {
            Path baseline = baseline(suite, setup, folder);
            if (!Files.exists(baseline)) {
                continue;
            }
            any = true;
            boolean same = Results.read(baseline).machine().isSameAs(machine);
            if (keep && partial() && !same) {
                throw new InputException(baseline
                        + " was measured on another processor or device, beside which some cases of this one can't"
                        + " stand: leave out --filter and --threads, or name another folder with --out");
            }
        }
        if (compare && !keep && !any) {
            throw new InputException("--compare: there is no "
                    + String.join(
                            " nor ",
                            chosen.stream()
                                    .map(suite -> baseline(suite, setup, folder).toString())
                                    .toList())
                    + "; --baseline writes it, and --out names the folder");
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

    /** The peers that are other programs, of those that are asked for or are there. */
    private List<String> peers() {
        requirePeerNames();
        List<String> present = new ArrayList<>();
        for (String peer : List.of(Case.ONNX_RUNTIME, Case.PYTORCH)) {
            if (peers == null || peers.contains(option(peer))) {
                present.add(peer);
            }
        }
        if (!Torch.present() && present.remove(Case.PYTORCH)) {
            String absent = "PyTorch's library is not on the class path: build with Maven's profile 'peers'";
            if (peers != null) {
                throw new InputException("--peers: " + absent + ", or leave out pytorch");
            }
            spec.commandLine().getErr().println(absent + ".");
        }
        return present;
    }

    private void requirePeerNames() {
        List<String> known = Stream.concat(PEERS.stream().map(BenchCommand::option), Stream.of(NO_PEER))
                .toList();
        for (String name : peers == null ? List.<String>of() : peers) {
            if (!known.contains(name)) {
                throw new InputException(
                        "--peers: there is no peer '" + name + "'; there are " + String.join(", ", known));
            }
            if (name.equals(NO_PEER) && peers.size() > 1) {
                throw new InputException("--peers: none goes with no other name; leave it or the others out");
            }
        }
    }

    /** Refuses peers of which none has any of the cases: what is measured without them is another thing than what is asked for. */
    private void requirePeers(List<Suite> chosen, Setup setup) {
        if (peers == null || peers.contains(NO_PEER) || cases(chosen, setup).isEmpty()) {
            return;
        }
        boolean any =
                cases(chosen, setup).stream().anyMatch(each -> !peers(each).isEmpty());
        if (!any) {
            List<String> there = chosen.stream()
                    .flatMap(suite -> suite.cases(setup.counts(), quick, setup.device(), setup.home()).stream())
                    .filter(each -> named(each.name()))
                    .flatMap(each -> peers(each).stream())
                    .distinct()
                    .toList();
            throw new InputException("--peers: none of these cases has " + String.join(" or ", peers) + "; "
                    + (there.isEmpty() ? "they have no peer" : "they have " + String.join(", ", there))
                    + ", and --peers none measures them alone");
        }
    }

    /** The peers of a case, as options name them. */
    private static List<String> peers(Case contest) {
        return contest.entrants().stream()
                .map(Entrant::name)
                .filter(PEERS::contains)
                .map(BenchCommand::option)
                .toList();
    }

    /** What {@code --peers} calls an entrant. */
    private static String option(String peer) {
        return peer.equals(Case.PROCESSOR)
                ? "processor"
                : peer.toLowerCase(Locale.ROOT).replace(" ", "");
    }

    private static String version(String peer) {
        return peer + " "
                + (peer.equals(Case.PYTORCH)
                        ? Torch.version()
                        : OrtEnvironment.getEnvironment().getVersion());
    }

    private boolean onProcessor() {
        return peers == null || peers.contains(option(Case.PROCESSOR));
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
        Path written = results.write(folder, partial());
        terminal.println("Written: " + written + " and .html"
                + (quick || partial() ? "; files of a whole run stay as they are" : ""));
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
        if (keep) {
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
