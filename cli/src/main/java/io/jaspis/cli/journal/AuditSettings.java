package io.jaspis.cli.journal;

import io.jaspis.attacks.Attack;
import io.jaspis.audit.AuditPlan;
import io.jaspis.certify.Certifier;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the findings of an audit depend on, beside the examples; of how many there are, but for attacks that look at others,
 * of batches and of threads they don't.
 *
 * @param model SHA-256 of the model
 * @param data SHA-256 of the data
 * @param reading how data and model were read otherwise than by themselves, in words; empty where they weren't
 * @param norm {@code "inf"}, {@code "2"} or {@code "1"}; where features differ, also what each can be and how far it may
 *     move
 * @param range the least and the largest value of an input
 * @param attacks each with its parameters, with its budget where that has an end, and with the choice of examples where it
 *     looks at others than its own
 * @param curveAttacks the attacks at other radii
 * @param curve other radii
 * @param target the class that attacks aim at, in words; empty where any but the label will do
 * @param certifier those that there are, in their order, as the attacks
 * @param processor the kind of processor: another one rounds otherwise
 * @param device what computes
 */
public record AuditSettings(
        String model,
        String data,
        String reading,
        String norm,
        double epsilon,
        List<Double> range,
        long seed,
        List<String> attacks,
        List<String> curveAttacks,
        List<Double> curve,
        String target,
        String certifier,
        String processor,
        String device) {

    /**
     * What a journal of this audit is about.
     *
     * @param chosen the indices of all examples, of other shards too: what some attacks find of one hangs on the others
     * @param model SHA-256 of the model
     * @param data SHA-256 of the data
     * @param reading how both were read
     */
    public static AuditSettings of(
            AuditPlan plan,
            Problem problem,
            List<Integer> chosen,
            String model,
            String data,
            String reading,
            String processor,
            String device) {
        Threat threat = problem.threat();
        return new AuditSettings(
                model,
                data,
                reading,
                norm(threat),
                threat.epsilon(),
                List.of((double) threat.lower(), (double) threat.upper()),
                plan.seed(),
                attacks(plan.attacks(), plan.attackBudget(), chosen),
                attacks(plan.curve().attacks(), plan.attackBudget(), chosen),
                plan.curve().radii(),
                problem.target().text(Integer::toString),
                certifiers(plan),
                processor,
                device);
    }

    private static String norm(Threat threat) {
        return threat.features() == null
                ? threat.norm().option()
                : threat.norm().option() + " over "
                        + threat.features().list().stream()
                                .map(AuditSettings::described)
                                .collect(Collectors.joining(", "))
                        + (threat.features().lastLevel() > 0
                                ? ", levels 0 to " + threat.features().lastLevel()
                                : "");
    }

    private static String described(Feature feature) {
        return "%s (%s, epsilon %s, from %s to %s)"
                .formatted(feature.name(), feature.kind(), feature.epsilon(), feature.lower(), feature.upper());
    }

    private static List<String> attacks(List<Attack> attacks, Budget budget, List<Integer> chosen) {
        return attacks.stream()
                .map(attack -> described(attack.name(), attack.parameters(), budget) + among(attack.company(), chosen))
                .toList();
    }

    private static String among(Attack.Company company, List<Integer> chosen) {
        return company == Attack.Company.NONE
                ? ""
                : ", among %d examples (%s)"
                        .formatted(chosen.size(), Shard.sha256(chosen).substring(0, 12));
    }

    private static String certifiers(AuditPlan plan) {
        String own = certifiers(plan.certifiers(), plan.certifierBudget());
        String curve = certifiers(plan.curve().certifiers(), plan.certifierBudget());
        return curve.equals(own) ? own : own + "; at other radii " + curve;
    }

    private static String certifiers(List<Certifier> certifiers, Budget budget) {
        return certifiers.stream()
                .map(certifier -> described(certifier.name(), certifier.parameters(), budget))
                .collect(Collectors.joining(", "));
    }

    private static String described(String name, Map<String, Object> parameters, Budget budget) {
        String text = parameters.entrySet().stream()
                .map(one -> one.getKey() + " " + one.getValue())
                .collect(Collectors.joining(", "));
        return name + (text.isEmpty() ? "" : " with " + text) + limits(budget);
    }

    /** A time limit is none of them: what it leaves out is done by who goes on. */
    private static String limits(Budget budget) {
        return limit(budget.gradients(), "gradients")
                + limit(budget.queries(), "queries")
                + limit(budget.domains(), "domains");
    }

    private static String limit(long most, String noun) {
        return most == Long.MAX_VALUE ? "" : ", at most " + most + " " + noun;
    }
}
