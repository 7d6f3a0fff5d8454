package io.jaspis.spark;

import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.audit.AuditPlan;
import io.jaspis.audit.features.WholeNumbers;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.certify.Certifiers;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What is asked of each example, as it is sent to executors.
 *
 * @param lower the least value that an input can have
 * @param upper the largest
 * @param attacks by their names, each on what those before it left; null for those that stand for the problem
 * @param certifiers by their names, the cheapest first; null for those that stand for the problem
 * @param radii of the curve; null for those around ε, with little effort
 * @param seed of all chance
 */
public record Question(
        Norm norm,
        double epsilon,
        float lower,
        float upper,
        Effort effort,
        List<String> attacks,
        List<String> certifiers,
        List<Double> radii,
        long seed)
        implements Serializable {
    private static final int BATCH = 64;

    public Question {
        Objects.requireNonNull(norm);
        Objects.requireNonNull(effort);
        // Refuses what no attacker can be, before any data are read.
        new Threat(norm, epsilon, lower, upper);
        attacks = attacks == null ? null : List.copyOf(attacks);
        certifiers = certifiers == null ? null : List.copyOf(certifiers);
        radii = radii == null ? null : List.copyOf(radii);
    }

    /** Of what stands for any problem, by inputs from 0 to 1 and seed 1. */
    public static Question within(Norm norm, double epsilon) {
        return new Question(norm, epsilon, 0, 1, Effort.NORMAL, null, null, null, 1);
    }

    /** The same with other attacks; with none, nothing is attacked. */
    public Question withAttacks(String... names) {
        return new Question(norm, epsilon, lower, upper, effort, List.of(names), certifiers, radii, seed);
    }

    /** The same with other certifiers; with none, nothing is proved. */
    public Question withCertifiers(String... names) {
        return new Question(norm, epsilon, lower, upper, effort, attacks, List.of(names), radii, seed);
    }

    /** The same with these radii beside ε; with none there is no curve, which is the quickest. */
    public Question withCurve(double... others) {
        return new Question(
                norm,
                epsilon,
                lower,
                upper,
                effort,
                attacks,
                certifiers,
                Arrays.stream(others).boxed().toList(),
                seed);
    }

    Problem problem(Model model, Examples examples) {
        Threat threat = new Threat(norm, epsilon, lower, upper);
        // What is outside of the range is told as such before it is held to be whole. A task's examples have no names,
        // so those of
        // the model count everywhere.
        return new Problem(model.graph(), examples, threat, Cpu.best(), BATCH)
                .withThreat(WholeNumbers.kept(threat, model, model.inputNames()));
    }

    /** The names of what is tried on a problem, in the place of those that were left to it. */
    Question resolved(Problem problem) {
        return new Question(
                norm, epsilon, lower, upper, effort, attackNames(problem), certifierNames(problem), radii, seed);
    }

    List<String> attackNames(Problem problem) {
        return attacks != null ? attacks : Attacks.standard(problem, effort);
    }

    private List<String> certifierNames(Problem problem) {
        return certifiers != null ? certifiers : Certifiers.standard(problem);
    }

    AuditPlan plan(Problem problem) {
        List<String> attacks = attackNames(problem);
        List<String> certifiers = certifierNames(problem);
        AttackFamily.Settings settings = AttackFamily.Settings.of(effort);
        if (radii == null) {
            return AuditPlan.named(problem, attacks, certifiers, settings, seed);
        }
        AuditPlan plan = AuditPlan.withoutCurve(problem, attacks, certifiers, settings, seed);
        return radii.isEmpty() ? plan : plan.at(radii);
    }
}
