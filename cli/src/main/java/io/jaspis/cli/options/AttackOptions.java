package io.jaspis.cli.options;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.attacks.evasion.transfer.Sources;
import io.jaspis.attacks.trust.Trust;
import io.jaspis.attacks.trust.TrustChecks;
import io.jaspis.audit.AuditPlan;
import io.jaspis.audit.CheapProofs;
import io.jaspis.autodiff.InputException;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Model;
import io.jaspis.threat.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/** The options that say which attacks are tried, and how much of all that is. */
public final class AttackOptions {
    private static final String KNOWN = "'jaspis help attack' lists those that are known";

    /** A count above which another isn't sought next to it. */
    private static final int LARGE = 1 << 20;

    @Option(
            names = "--attack",
            paramLabel = "NAME",
            split = ",",
            converter = Names.Lower.class,
            completionCandidates = AttackNames.class,
            description =
                    "The attacks, each on what those before it left: ${COMPLETION-CANDIDATES}. Default: fgsm,fast, with"
                            + " --effort high fgsm,max, with --steps or --restarts fgsm,pgd; and switches where --features has"
                            + " categories or whole numbers; of sums of decision trees: trees.")
    private List<String> attacks;

    @Option(
            names = "--source",
            paramLabel = "MODEL",
            description =
                    "Another model for the same task, of which the attack transfer makes its points; several are an ensemble."
                            + " It takes what the attacked one takes, behind the same --normalize.")
    private List<Path> sources = List.of();

    @Option(
            names = "--effort",
            paramLabel = "LEVEL",
            defaultValue = "NORMAL",
            description = "How much work goes into what is not set in numbers: low, normal or high. Default: normal.")
    private Effort effort;

    @Option(
            names = "--steps",
            paramLabel = "COUNT",
            description = "Steps of each iterative attack. Default: by --effort 20, 40 or 100.")
    private Integer steps;

    @Option(
            names = "--restarts",
            paramLabel = "COUNT",
            description = "Random starts of each iterative attack. Default: by --effort 1, 2 or 10.")
    private Integer restarts;

    @Option(
            names = "--gradients",
            paramLabel = "COUNT",
            description =
                    "The most gradients of the network that each attack may take of an example. Default: no limit.")
    private Long gradients;

    @Option(
            names = "--queries",
            paramLabel = "COUNT",
            description = "The most evaluations of the network without a gradient that each attack may ask for of an"
                    + " example. Default: no limit.")
    private Long queries;

    @Option(
            names = "--trust",
            paramLabel = "LEVEL",
            defaultValue = "QUICK",
            description =
                    "How hard to look, among the examples that are left, for signs that attacks failed for another"
                            + " reason than the model's strength: off, quick or full. Where there are any, the exit code is 5."
                            + " Default: quick.")
    private Trust.Level trust;

    @Option(
            names = "--time-limit",
            paramLabel = "SECONDS",
            converter = Decimal.Seconds.class,
            description = "Ends the run once it has taken so long: the report is of what was finished, and says so, and"
                    + " --resume does the rest. Default: none.")
    private Double seconds;

    @Option(
            names = "--no-curve",
            description = "Leaves out the radii around --epsilon, which of many examples can cost more than all else.")
    private boolean withoutCurve;

    /** The sources, open. */
    private List<Model> transferred = List.of();

    /** Names for the help. */
    private static final class AttackNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Attacks.names().iterator();
        }
    }

    /**
     * Opens the sources, before anything is planned.
     *
     * @param before what stands before each, as before the attacked model
     * @throws InputException where there are some for no attack, or one can't stand for the attacked model
     */
    public void open(Model attacked, UnaryOperator<Model> before) throws IOException {
        if (sources.isEmpty()) {
            return;
        }
        if (attacks != null && !attacks.contains(Sources.ATTACK)) {
            throw new InputException(
                    "--source is for the attack %s, which --attack doesn't name: add it, or leave --source out"
                            .formatted(Sources.ATTACK));
        }
        List<Model> opened = new ArrayList<>();
        for (Path file : sources) {
            opened.add(before.apply(Model.read(file)));
        }
        transferred = Sources.of(attacked, opened);
    }

    /**
     * What is to be tried on this problem.
     *
     * @param certifiers by their names; none where nothing is to be proved
     * @param radii of the curve, or none for those around the problem's own
     */
    public AuditPlan plan(Problem problem, List<String> certifiers, List<Double> radii, long seed) {
        Names.require("--attack", attacks, KNOWN);
        Least.require("--steps", steps, 1);
        Least.require("--restarts", restarts, 1);
        Least.require("--gradients", gradients, 0);
        Least.require("--queries", queries, 0);
        if (withoutCurve && !radii.isEmpty()) {
            throw new InputException(
                    "--epsilon gives several radii, which are the curve: give one, or leave out --no-curve");
        }
        return Asked.of(() -> {
            requireCounted(problem);
            return named(problem, certifiers, radii, seed).within(limited(counted()), limited(Budget.UNLIMITED));
        });
    }

    /** @param radii as for {@link #plan} */
    private AuditPlan named(Problem problem, List<String> certifiers, List<Double> radii, long seed) {
        List<String> names = names(problem);
        if (!withoutCurve && radii.isEmpty()) {
            return AuditPlan.named(problem, names, certifiers, settings(1), seed);
        }
        AuditPlan plan = AuditPlan.withoutCurve(problem, names, certifiers, settings(1), seed);
        return withoutCurve ? plan : plan.at(radii);
    }

    /** The checks of what this plan leaves standing. */
    public TrustChecks checks(Problem problem, AuditPlan plan) {
        List<Attack> longer = trust == Trust.Level.FULL
                ? Attacks.named(names(problem), problem, settings(TrustChecks.MORE_STEPS))
                : List.of();
        return new TrustChecks(
                problem,
                new TrustChecks.Settings(trust, plan.attacks(), longer, plan.attackBudget(), plan.seed()),
                new CheapProofs());
    }

    /** Whether as much was looked for as is asked for, or more. */
    public boolean haveLooked(Trust found) {
        return found.level().compareTo(trust) >= 0;
    }

    /** Refuses numbers that change none of the named attacks, as those of attacks with settings of their own. */
    private void requireCounted(Problem problem) {
        AttackFamily.Settings own = settings(1);
        if (attacks != null && steps != null) {
            requireCounted("--steps", steps, told(problem, own), told(problem, own.withSteps(other(steps))));
        }
        if (attacks != null && restarts != null) {
            requireCounted(
                    "--restarts", restarts, told(problem, own), told(problem, own.withRestarts(other(restarts))));
        }
    }

    /** @param others what the attacks tell of themselves with another number */
    private void requireCounted(
            String option, int given, List<Map<String, Object>> own, List<Map<String, Object>> others) {
        if (own.equals(others)) {
            throw new InputException(
                    "%s %d changes nothing of --attack %s: leave it out, or add an attack with %s, such as pgd"
                            .formatted(option, given, String.join(",", attacks), option.substring(2)));
        }
    }

    /** Far from a number that attacks would take the largest for, when they multiply it. */
    private static int other(int count) {
        return count < LARGE ? count + 1 : 1;
    }

    /** What the attacks tell of themselves with these settings. */
    private List<Map<String, Object>> told(Problem problem, AttackFamily.Settings settings) {
        return Attacks.named(attacks, problem, settings).stream()
                .map(Attack::parameters)
                .toList();
    }

    private List<String> names(Problem problem) {
        if (attacks != null) {
            return attacks;
        }
        boolean counted = steps != null || restarts != null;
        List<String> names = counted ? Attacks.counted(problem) : Attacks.standard(problem, effort);
        return transferred.isEmpty() ? names : Sources.among(names);
    }

    /** @param times how often the steps that are asked for */
    private AttackFamily.Settings settings(int times) {
        long asked = (long) times * (steps != null ? steps : effort.steps());
        return new AttackFamily.Settings(
                effort,
                (int) Math.min(Integer.MAX_VALUE, asked),
                restarts != null ? restarts : effort.restarts(),
                transferred);
    }

    /** What an attack may spend on an example. */
    private Budget counted() {
        return Budget.UNLIMITED
                .withGradients(gradients != null ? gradients : Long.MAX_VALUE)
                .withQueries(queries != null ? queries : Long.MAX_VALUE);
    }

    /** The same within the time limit, where there is one. */
    private Budget limited(Budget budget) {
        if (seconds == null) {
            return budget;
        }
        if (!(seconds > 0)) {
            throw new InputException("--time-limit must be above 0, but is " + seconds);
        }
        return budget.within(Duration.ofNanos(Math.max(1, (long) (seconds * 1e9))));
    }

    /** How much work may be put into an example. */
    public Effort effort() {
        return effort;
    }
}
