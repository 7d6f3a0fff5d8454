package io.jaspis.cli.options;

import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.audit.AuditPlan;
import io.jaspis.autodiff.InputException;
import io.jaspis.certify.Certifiers;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say which attacks and certifiers are tried, and how much of each. */
public final class TrialOptions {
    private static final String KNOWN = "'jaspis help audit' lists those that are known";

    @Option(
            names = "--attack",
            paramLabel = "NAME",
            split = ",",
            completionCandidates = AttackNames.class,
            description =
                    "The attacks, each on what those before it left: ${COMPLETION-CANDIDATES}. Default: fgsm,pgd, and switches where --features has categories or whole"
                            + " numbers.")
    private List<String> attacks;

    @Option(
            names = "--certifier",
            paramLabel = "NAME",
            split = ",",
            completionCandidates = CertifierNames.class,
            description = "The certifiers, the cheapest first, each on what those before it left unproved:"
                    + " ${COMPLETION-CANDIDATES}. Default: interval,crown,alpha-crown,branching;"
                    + " of a network that isn't of ReLUs or in another norm than L∞ interval.")
    private List<String> certifiers;

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
            names = "--time-limit",
            paramLabel = "SECONDS",
            converter = Decimal.class,
            description = "Ends the audit once it has run so long: the report is of what was finished, and says so, and"
                    + " --resume does the rest. Default: none.")
    private Double seconds;

    /** Names for the help. */
    private static final class AttackNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Attacks.names().iterator();
        }
    }

    /** Names for the help. */
    private static final class CertifierNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Certifiers.names().iterator();
        }
    }

    /**
     * What is to be tried on this problem.
     *
     * @param radii of the curve, or none for those around the problem's own
     */
    public AuditPlan plan(Problem problem, List<Double> radii, long seed) {
        Names.require("--attack", attacks, KNOWN);
        Names.require("--certifier", certifiers, KNOWN);
        Least.require("--steps", steps, 1);
        Least.require("--restarts", restarts, 1);
        return Asked.of(() -> {
            AttackFamily.Settings settings = new AttackFamily.Settings(
                    effort, steps != null ? steps : effort.steps(), restarts != null ? restarts : effort.restarts());
            List<String> names = attacks != null ? attacks : Attacks.standard(problem);
            List<String> proofs = certifiers != null ? certifiers : Certifiers.standard(problem);
            AuditPlan named = AuditPlan.named(problem, names, proofs, settings, seed);
            AuditPlan plan = radii.isEmpty() ? named : named.at(radii);
            return seconds == null ? plan : plan.within(limit(), limit());
        });
    }

    private Budget limit() {
        if (!(seconds > 0)) {
            throw new InputException("--time-limit must be above 0, but is " + seconds);
        }
        return Budget.UNLIMITED.within(Duration.ofNanos(Math.max(1, (long) (seconds * 1e9))));
    }
}
