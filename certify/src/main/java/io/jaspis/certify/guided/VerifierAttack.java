package io.jaspis.certify.guided;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.search.Projection;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.certify.verifying.Settling;
import io.jaspis.certify.verifying.Verifier;
import io.jaspis.certify.verifying.VerifySettings;
import io.jaspis.certify.verifying.VerifySettings.Work;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Features;
import io.jaspis.threat.InputSet;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Property;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verification;
import io.jaspis.threat.Witness;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.Region;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Branch and bound as an attack: margins descend along their gradient from random points and corners of the box, then from
 * the corners where CROWN's planes of the worst domains are lowest. What it proves it leaves alone. Where levels, whole numbers
 * or categories leave gaps, points are evaluated where they settle, and proofs are of the whole box.
 *
 * <p>It costs by far more than gradients, and finds what they leave: on networks that are verified, all there is.
 *
 * @param work that an example may cost
 */
public record VerifierAttack(Work work) implements Attack {
    private static final String NAME = "verifier";

    /** Why it can't attack such a problem; empty where it can. */
    public static Optional<String> refusal(Problem problem) {
        Norm norm = problem.threat().norm();
        return norm == Norm.LINF
                ? Optional.empty()
                : Optional.of("it searches boxes, and a ball in " + norm.symbol() + " is none");
    }

    /** Where points of the box around an example settle; null where an attacker may take each of them. */
    private static Settling settling(Threat threat, float[] example) {
        Features features = threat.features();
        boolean gaps = features != null
                && (features.lastLevel() > 0
                        || IntStream.range(0, features.size())
                                .anyMatch(i ->
                                        features.radius(i) > 0 && (features.isWhole(i) || features.isCategory(i))));
        if (!gaps) {
            return null;
        }
        Projection projection = new Projection(threat, example.length);
        return (point, at, x, xAt) -> projection.project(example, 0, point, at, x, xAt);
    }

    /** @throws IllegalArgumentException where it can't attack such a problem, saying why */
    public static void require(Problem problem) {
        refusal(problem).ifPresent(reason -> {
            throw new IllegalArgumentException("the attack '" + NAME + "' doesn't work here: " + reason);
        });
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("domains", work.domains());
        parameters.put("products", work.products());
        return parameters;
    }

    @Override
    public void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        require(problem);
        Verification verification = new Verification(problem);
        for (int index : indices) {
            if (stopped.getAsBoolean()) {
                return;
            }
            attack(problem, index, seed, budget, verification, stopped)
                    .ifPresent(outcome -> listener.decided(index, outcome));
        }
    }

    /** What becomes of an example; nothing where it was stopped. */
    private Optional<Outcome> attack(
            Problem problem, int index, long seed, Budget budget, Verification verification, BooleanSupplier stopped) {
        float[] example = new float[problem.size()];
        problem.examples().copy(index, example, 0);
        int target = problem.target(index);
        long most = Math.min(work.domains(), budget.domains());
        if (most == 0 || budget.gradients() == 0 || budget.queries() == 0) {
            return Optional.of(new Outcome.Survived(Budget.Spent.NOTHING));
        }
        Optional<Witness> wrong = verification.check(index, example, NAME, target);
        if (wrong.isPresent()) {
            return Optional.of(new Outcome.Falsified(wrong.get(), new Budget.Spent(0, 1, 0)));
        }
        // One query was the example itself.
        Work within = new Work(
                most,
                work.products(),
                Math.min(work.gradients(), budget.gradients()),
                Math.min(work.looks(), budget.queries() - 1));
        VerifySettings settings = VerifySettings.STANDARD.withSeed(seed + index).within(within);
        Verifier verifier = new Verifier(
                problem.scores(),
                query(problem, index, example, target),
                settings,
                settling(problem.threat(), example),
                point -> verification.check(index, point, NAME, target).isPresent(),
                Cpu.beside(problem.device()));
        Answer answer = verifier.answer(stopped, (_, _, _) -> {});
        Budget.Spent spent = new Budget.Spent(verifier.gradients(), 1 + verifier.looks(), verifier.domains());
        Optional<Witness> found =
                answer instanceof Answer.Sat sat ? verification.check(index, sat.x(), NAME, target) : Optional.empty();
        if (found.isEmpty() && answer instanceof Answer.Timeout) {
            return Optional.empty();
        }
        return Optional.of(Outcome.of(found, spent));
    }

    /** What would break an example, over the floats of its box. */
    private static Query query(Problem problem, int index, float[] example, int target) {
        Threat threat = problem.threat();
        List<BigDecimal> lower = new ArrayList<>(example.length);
        List<BigDecimal> upper = new ArrayList<>(example.length);
        for (int i = 0; i < example.length; i++) {
            lower.add(new BigDecimal(threat.innerLower(i, example[i])));
            upper.add(new BigDecimal(threat.innerUpper(i, example[i])));
        }
        InputSet inputs = threat.around(example);
        int classes = problem.classes();
        Property property = target == Logits.NONE
                ? Property.keeps(inputs, classes, problem.examples().label(index))
                : Property.avoids(inputs, classes, target);
        Region region = new Region(lower, upper, property.violations());
        return new Query("example " + index, example.length, classes, List.of(region), List.of());
    }
}
