package io.jaspis.cli.options;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Gate;
import io.jaspis.audit.evidence.Judgement;
import io.jaspis.autodiff.InputException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that make a condition of what attacks found, for builds, and say how a condition is held to its limit. */
public final class GateOptions {
    @Option(
            names = "--fail-below-attack",
            paramLabel = "SHARE",
            converter = Decimal.class,
            description = "Exit with 1 when the share that no attack broke is below this one, from 0 to 1.")
    private Double attacked;

    @Option(
            names = "--confidence",
            paramLabel = "LEVEL",
            converter = Decimal.class,
            description = "Such as 0.95: a condition on a share fails only when the upper end of the share's"
                    + " two-sided interval of this level is below: of a model whose share in the population is not"
                    + " below, with a probability of at most (1 - LEVEL)/2.")
    private Double confidence;

    @Option(
            names = "--prove",
            paramLabel = "LEVEL",
            converter = Decimal.class,
            description = "Such as 0.95: it holds only when the lower end of that interval is not below: of a model"
                    + " whose share in the population is below, with a probability of at most (1 - LEVEL)/2.")
    private Double proof;

    /**
     * Looks at what can be told before the work.
     *
     * @param certified the share that is to be certified, or null
     * @throws InputException where the options make no sense, saying which
     */
    public void require(Double certified) {
        requireShare("--fail-below", certified);
        requireShare("--fail-below-attack", attacked);
        requireLevel("--confidence", confidence);
        requireLevel("--prove", proof);
        if (confidence != null && proof != null) {
            throw new InputException("--confidence fails only where the share is surely below, and --prove holds only"
                    + " where it is surely not below: give one of them");
        }
        if ((confidence != null || proof != null) && certified == null && attacked == null) {
            throw new InputException((confidence != null ? "--confidence" : "--prove")
                    + " says how a share is held to a limit, but there is no limit; give one with"
                    + " --fail-below-attack, such as --fail-below-attack 0.9");
        }
    }

    private static void requireShare(String option, Double share) {
        if (share != null && !(share >= 0 && share <= 1)) {
            throw new InputException(option + " must be a share from 0 to 1, but is " + share);
        }
    }

    private static void requireLevel(String option, Double level) {
        if (level != null && !(level > 0 && level < 1)) {
            throw new InputException(option + " must be above 0 and below 1, such as 0.95, but is " + level);
        }
    }

    /**
     * The report with how these conditions came out.
     *
     * @param certified the share that is to be certified, or null
     */
    public AuditReport applied(AuditReport report, Double certified) {
        Judgement judgement = judgement();
        List<Gate> gates = new ArrayList<>();
        if (certified != null) {
            gates.add(judgement.of(Gate.Figure.CERTIFIED, certified, report));
        }
        if (attacked != null) {
            gates.add(judgement.of(Gate.Figure.ATTACKED, attacked, report));
        }
        return report.with(gates);
    }

    private Judgement judgement() {
        if (confidence != null) {
            return Judgement.confidence(confidence);
        }
        return proof != null ? Judgement.proof(proof) : Judgement.COUNTED;
    }
}
