package io.jaspis.audit;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.FirstLook;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.certify.Certifier;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verdict;
import io.jaspis.threat.Witness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Attacks and certificates on the same examples, side by side. Examples are taken in portions, each finished before the
 * next, so that an audit that is stopped has whole results of those it got to; where an {@linkplain Attack.Company attack looks
 * at all of them at once}, in a single one. The curve over other radii comes last. A time limit ends it once a portion or a radius
 * is finished that wasn't known before: whoever goes on again and again comes to the end, however short the limit.
 *
 * <p>Along the curve each result is used twice: what is broken at one radius is broken at every larger one, and what is
 * proved is proved at every smaller one.
 *
 * <p>What is proved holds in real arithmetic, and where its margin leaves room in float32 too ({@link Finding#inFloat32}). Where
 * float32 gives such an example, or a point of its ball, another class, real arithmetic is asked: if it keeps the label, rounding
 * alone made the difference, and the example stays certified.
 */
public final class Audit {
    /** Examples that are looked at before the others: the same whatever the batch, so that the same is told. */
    private static final int LOOKED_AT = 64;

    /** Examples of a run of the network alone. */
    private static final int BATCH = 64;

    /** Attacks are quicker about many examples at once, though not much more so about more than these. */
    private static final int PORTION = 256;

    /** The first portion is small, so that something is to be seen soon, and something is finished whatever the time limit. */
    private static final int FIRST_PORTION = 8;

    /** What a portion should take at most, as it is lost where a run ends within it; but none is smaller than the first. */
    private static final double PORTION_SECONDS = 10;

    /** What the first portion may take until the compiler has what all of them call: the others are spared it. */
    private static final double COLD_SECONDS = 1;

    /** What the second portion may take where nothing of the first was the compiler's after all. */
    private static final double MOST_SECONDS = 1.3 * PORTION_SECONDS;

    private final Problem problem;
    private final AuditPlan plan;
    private final Rounding rounding;
    private final LongSupplier clock;

    public Audit(Problem problem, AuditPlan plan) {
        this(problem, plan, System::nanoTime);
    }

    /** @param clock in nanoseconds, by which portions are measured */
    Audit(Problem problem, AuditPlan plan, LongSupplier clock) {
        // A radius that can't be is refused before work begins.
        plan.curve().radii().forEach(problem::requireRadius);
        this.problem = problem;
        this.plan = plan;
        this.rounding = new Rounding(problem, plan);
        this.clock = clock;
    }

    /** What is tried. */
    public AuditPlan plan() {
        return plan;
    }

    /** Told of the audit as it goes. */
    public interface Listener {
        /**
         * After each portion, and before the first where something is known: all findings so far, of how many asked for. The
         * list is a look at them that goes on: whoever keeps them copies it.
         */
        default void portion(List<Finding> findings, int asked) {}

        /**
         * What a reader of the results must know: before the first portion what a first look at the examples shows, and behind
         * the last what attacks claimed that did not stand.
         */
        default void warned(String warning) {}

        /**
         * After each portion, before {@link #portion}: what was found in it that wasn't known before.
         *
         * @param work what was done since such news came last
         */
        default void found(List<Finding> news, Work work) {}

        /** After each radius of the curve. */
        default void curvePoint(int done, int asked) {}

        /**
         * After each radius of the curve, before {@link #curvePoint}: what was done there that wasn't known before.
         *
         * @param work what was done since such news came last
         */
        default void found(RadiusStep news, Work work) {}

        /** After certifiers had a radius of the curve: what they did there that wasn't known before. */
        default void found(ProofStep news, Work work) {}
    }

    /** A listener that knows whether anything new was found. */
    private static final class Told implements Listener {
        private final Listener listener;
        private volatile boolean news;

        Told(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void found(List<Finding> findings, Work work) {
            listener.found(findings, work);
            news = true;
        }

        @Override
        public void found(RadiusStep step, Work work) {
            listener.found(step, work);
            news = true;
        }

        /** Not everyone keeps these, so they don't count as news: an audit that ended after them alone might never end. */
        @Override
        public void found(ProofStep step, Work work) {
            listener.found(step, work);
        }

        @Override
        public void curvePoint(int done, int asked) {
            listener.curvePoint(done, asked);
        }
    }

    /**
     * Two results that can't both be true, even in real arithmetic: an error of the certifier or of Jaspis, to be reported with the
     * model. It must not go unseen.
     */
    public static final class ContradictionException extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** @param broken by what and where it was broken; null where it has another class itself */
        ContradictionException(int index, double epsilon, String certifier, Witness broken) {
            super("example %s was proved robust at ε = %s by %s, but %s, in real arithmetic too"
                    .formatted(index, epsilon, certifier, told(broken)));
        }

        private static String told(Witness broken) {
            return broken == null
                    ? "has another class itself"
                    : "was broken at " + broken.distance() + " by " + broken.attack();
        }
    }

    /** Audits the first {@code count} examples. Once {@code stopped} is true the rest is left out. */
    public AuditResult run(int count, Listener listener, BooleanSupplier stopped) {
        if (count < 0) {
            throw new IllegalArgumentException("an audit is of 0 examples or more, not " + count);
        }
        return run(IntStream.range(0, count).boxed().toList(), Known.NOTHING, listener, stopped);
    }

    /**
     * Audits the examples of these indices, but for what is known. Once {@code stopped} is true the rest is left out.
     *
     * @param indices of different examples, in the order in which findings are to be
     * @param known what is to be taken as found; of other examples it is left out
     * @throws IllegalArgumentException where an example comes twice or doesn't exist, or is known with another label; or where
     *     some are known, but others aren't, and an attack looks at all of them at once
     */
    public AuditResult run(List<Integer> indices, Known known, Listener listener, BooleanSupplier stopped) {
        Found found = known(indices, known);
        Budget.Deadline attackTime = plan.attackBudget().start();
        Budget.Deadline certifierTime = plan.certifierBudget().start();
        Told told = new Told(listener);
        BooleanSupplier over = () ->
                stopped.getAsBoolean() || told.news && (attackTime.getAsBoolean() || certifierTime.getAsBoolean());
        Phases phases = new Phases(plan, clock);
        Set<Integer> asked = Set.copyOf(indices);
        phases.known(known.work(), asked::contains);
        try (Proofs proofs = new Proofs(problem, plan.certifierBudget(), over, phases);
                Batches scores = new Batches(problem.scores(), problem.device(), BATCH);
                Batches outputs = new Batches(problem.network(), problem.device(), BATCH)) {
            List<String> warnings =
                    new ArrayList<>(over.getAsBoolean() ? List.<String>of() : firstLook(indices, listener));
            if (found.count() > 0) {
                listener.portion(found.view(), indices.size());
            }
            List<Integer> open = found.open();
            boolean together = Attack.Company.of(plan.attacks()) == Attack.Company.CALL;
            if (together && found.count() > 0 && !open.isEmpty()) {
                throw new IllegalArgumentException(
                        "an attack looks at all examples at once, but some of them are known already");
            }
            int from = 0;
            int size = together ? Math.max(1, open.size()) : FIRST_PORTION;
            double cold = COLD_SECONDS;
            while (from < open.size() && !over.getAsBoolean()) {
                long begun = clock.getAsLong();
                List<Integer> places = open.subList(from, Math.min(open.size(), from + size));
                List<Finding> portion =
                        portion(places.stream().map(indices::get).toList(), scores, outputs, proofs, over, phases);
                if (over.getAsBoolean()) {
                    break;
                }
                for (int i = 0; i < portion.size(); i++) {
                    found.put(places.get(i), portion.get(i));
                }
                told.found(portion, phases.news());
                listener.portion(found.view(), indices.size());
                from += portion.size();
                size = size(portion.size(), (clock.getAsLong() - begun) * 1e-9, cold);
                cold = 0;
            }
            List<Finding> findings = found.all();
            Curve curve = phases.of(
                    Phase.Part.CURVE,
                    "",
                    () -> new Curve(problem, plan, proofs, told, over, phases).over(findings, known));
            for (String warning : phases.warnings()) {
                warnings.add(warning);
                listener.warned(warning);
            }
            boolean cutOff = attackTime.cutOff() || certifierTime.cutOff();
            return new AuditResult(
                    curve.findings(), indices.size(), curve.points(), curve.reaches(), warnings, cutOff, phases.all());
        }
    }

    /**
     * How many examples are finished together after so many that took so long.
     *
     * @param cold the part of the seconds that may have gone to the compiler
     */
    private static int size(int examples, double seconds, double cold) {
        double spared = PORTION_SECONDS * examples / Math.max(0, seconds - cold);
        double most = MOST_SECONDS * examples / seconds;
        return (int) Math.clamp(Math.min(spared, most), FIRST_PORTION, PORTION);
    }

    private Found known(List<Integer> indices, Known known) {
        Set<Integer> asked = new HashSet<>();
        for (int index : indices) {
            Problem.requireExample(problem.examples(), index);
            // What can't be aimed at is refused before any work.
            problem.target(index);
            if (!asked.add(index)) {
                throw new IllegalArgumentException("example " + index + " is asked for twice");
            }
        }
        for (Finding finding : known.findings()) {
            if (asked.contains(finding.index())) {
                int label = problem.examples().label(finding.index());
                if (finding.label() != label) {
                    throw new IllegalArgumentException("example " + finding.index() + " has the label " + label
                            + ", but is known with the label " + finding.label());
                }
            }
        }
        Found found = new Found(indices);
        found.addKnown(known.findings());
        return found;
    }

    private List<String> firstLook(List<Integer> indices, Listener listener) {
        if (indices.isEmpty()) {
            return List.of();
        }
        List<Integer> first = indices.subList(0, Math.min(LOOKED_AT, indices.size()));
        List<String> warnings = FirstLook.at(problem, first).warnings(plan.followsGradients());
        warnings.forEach(listener::warned);
        return warnings;
    }

    private List<Finding> portion(
            List<Integer> indices,
            Batches scoring,
            Batches network,
            Proofs proofs,
            BooleanSupplier stopped,
            Phases phases) {
        List<Certifier> certifiers = plan.certifiers();
        Look look = phases.of(Phase.Part.PREDICTIONS, "", () -> look(indices, scoring, network));
        Map<Integer, Proofs.Bound> bounds = new HashMap<>();
        proofs.prove(first(certifiers), indices, problem.threat().epsilon(), bounds);
        Map<Integer, Assault.Break> broken = new Assault(
                        plan.attacks(), plan.seed(), plan.attackBudget(), stopped, phases)
                .on(problem, look.correct());
        // The cheapest certifier has had all, to hold attacks and proofs to each other; the others have what is open.
        List<Integer> open = look.correct().stream()
                .filter(index -> !broken.containsKey(index))
                .toList();
        proofs.prove(
                certifiers.subList(first(certifiers).size(), certifiers.size()),
                open,
                problem.threat().epsilon(),
                bounds);
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < indices.size(); i++) {
            int index = indices.get(i);
            Assault.Break by = broken.get(index);
            Verdict inFloats = look.predictions()[i] != problem.examples().label(index)
                    ? new Verdict.Misclassified()
                    : by != null ? new Verdict.Falsified(by.witness()) : new Verdict.Unknown();
            String tried = by == null ? null : by.tried();
            Proofs.Bound bound = bounds.getOrDefault(index, Proofs.Bound.UNKNOWN);
            findings.add(finding(look, i, inFloats, tried, bound, proofs));
        }
        return findings;
    }

    private static List<Certifier> first(List<Certifier> certifiers) {
        return certifiers.subList(0, Math.min(1, certifiers.size()));
    }

    /**
     * What the network gives some examples as they are.
     *
     * @param outputs {@code [examples, classes]}
     * @param scores {@code [examples, classes]}, of what decides
     * @param predictions of each example
     * @param correct the indices of those that have their label
     */
    private record Look(
            List<Integer> indices, float[] outputs, float[] scores, int[] predictions, List<Integer> correct) {}

    private Look look(List<Integer> indices, Batches scoring, Batches network) {
        float[] scores = run(scoring, indices);
        float[] outputs = scoring.graph() == network.graph() ? scores : run(network, indices);
        int classes = problem.classes();
        int[] predictions = new int[indices.size()];
        List<Integer> correct = new ArrayList<>();
        for (int i = 0; i < predictions.length; i++) {
            int label = problem.examples().label(indices.get(i));
            boolean told = Logits.largest(outputs, i * classes, classes) != Logits.NONE;
            predictions[i] = told ? Logits.prediction(scores, i * classes, classes, label) : Logits.NONE;
            if (predictions[i] == label) {
                correct.add(indices.get(i));
            }
        }
        return new Look(indices, outputs, scores, predictions, correct);
    }

    private Finding finding(Look look, int i, Verdict inFloats, String tried, Proofs.Bound bound, Proofs proofs) {
        int index = look.indices().get(i);
        int prediction = look.predictions()[i];
        int classes = problem.classes();
        // What has no class is never certified, whatever real arithmetic would give it. And what is misclassified to
        // begin with stays so, though it be proved that one certain class is never reached.
        boolean proved = bound.proved()
                && prediction != Logits.NONE
                && !(problem.targeted() && inFloats instanceof Verdict.Misclassified);
        boolean rounded = proved && !(inFloats instanceof Verdict.Unknown);
        if (rounded) {
            requireRounding(index, inFloats, bound.certifier().orElseThrow());
        }
        // A device may compute worse than float32 does.
        boolean inFloat32 =
                proved && !rounded && proofs.inFloat32(index, problem.threat().epsilon(), bound.margin());
        double confidence =
                problem.decision().confidence(look.outputs(), look.scores(), i * classes, classes, prediction);
        boolean tied = Logits.tied(look.outputs(), i * classes, classes);
        Verdict verdict = proved ? new Verdict.Certified(bound.certifier().orElseThrow()) : inFloats;
        return new Finding(
                index,
                problem.examples().label(index),
                prediction,
                confidence,
                verdict,
                bound.margin(),
                tied,
                rounded,
                inFloat32,
                tried);
    }

    /** Refuses what was found of a proved example, unless real arithmetic keeps the label where float32 doesn't. */
    private void requireRounding(int index, Verdict inFloats, String certifier) {
        if (inFloats instanceof Verdict.Falsified(var witness)) {
            rounding.require(index, witness, problem.threat().epsilon(), certifier);
        } else {
            rounding.require(index, problem.threat().epsilon(), certifier);
        }
    }

    private float[] run(Batches network, List<Integer> indices) {
        float[] x = new float[indices.size() * problem.size()];
        for (int i = 0; i < indices.size(); i++) {
            problem.examples().copy(indices.get(i), x, i * problem.size());
        }
        return network.run(indices.size(), Map.of(network.graph().onlyInput(), x))
                .get(network.graph().onlyOutput());
    }
}
