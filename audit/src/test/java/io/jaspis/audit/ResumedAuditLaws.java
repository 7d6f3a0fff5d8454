package io.jaspis.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.GradientDescent;
import io.jaspis.attacks.Loss;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.training.Trainer;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.intervals.IntervalBounds;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import io.jaspis.threat.Verdict;
import io.jaspis.threat.samples.Points;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/** An audit that goes on with what another one found. */
class ResumedAuditLaws {
    /** Two portions and a rest. */
    private static final int EXAMPLES = 300;

    private static final double RADIUS = 0.04;
    private static final List<Double> CURVE = List.of(0.0, 0.01, 0.05, 0.1, 0.15);

    private static int broken;
    private static int certified;

    private static Audit audit(long seed, int batch) {
        List<Attack> attacks = List.of(GradientDescent.fgsm(), GradientDescent.pgd(Loss.MARGIN, 4, 2));
        return audit(seed, batch, attacks);
    }

    /** With some attacks at its own radius and, at others, as strong ones as ever. */
    private static Audit audit(long seed, int batch, List<Attack> own) {
        Points clouds = Points.clouds(EXAMPLES, seed);
        Problem problem = new Problem(
                Trainer.network(
                        Architecture.parse("dense 9, relu, dense 3", new Initial.He()),
                        new Parameters(seed % 1000),
                        clouds.shape()),
                clouds,
                new Threat(Norm.LINF, RADIUS, 0, 1),
                Cpu.best(),
                batch);
        List<Attack> attacks = List.of(GradientDescent.fgsm(), GradientDescent.pgd(Loss.MARGIN, 4, 2));
        List<Certifier> certifiers = List.of(new IntervalBounds());
        return new Audit(
                problem,
                new AuditPlan(own, certifiers, seed).withCurve(new AuditPlan.Curve(CURVE, attacks, certifiers)),
                () -> 0);
    }

    /** With all that is told of a run, to go on from. */
    private static final class Recorded implements Audit.Listener {
        private final List<Finding> findings = new ArrayList<>();
        private final List<RadiusStep> steps = new ArrayList<>();
        private int portions;

        @Override
        public void found(List<Finding> news, Work work) {
            findings.addAll(news);
            portions++;
        }

        @Override
        public void found(RadiusStep news, Work work) {
            steps.add(news);
        }

        Known known() {
            return new Known(findings, steps);
        }
    }

    private static String text(AuditResult result) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : result.findings()) {
            text.append(
                            finding.verdict() instanceof Verdict.Falsified(var w)
                                    ? finding.index() + " " + finding.prediction() + " " + finding.confidence() + " "
                                            + finding.margin() + " " + w.attack() + w.distance()
                                            + Arrays.toString(w.x())
                                    : finding)
                    .append('\n');
        }
        return text.append(result.curve())
                .append(result.reaches())
                .append(result.warnings())
                .append(result.asked())
                .toString();
    }

    private static List<Integer> all() {
        return IntStream.range(0, EXAMPLES).boxed().toList();
    }

    @Property(tries = 6)
    @Label("an audit stopped after any portion or radius and gone on with is one without a stop, bit for bit")
    void stops(@ForAll long seed) {
        Recorded whole = new Recorded();
        AuditResult expected = audit(seed, 16).run(EXAMPLES, whole, () -> false);
        assertEquals(3, whole.portions);
        for (int stop = 0; stop <= whole.portions + whole.steps.size(); stop++) {
            int allowed = stop;
            Recorded first = new Recorded();
            BooleanSupplier stopped = () -> first.portions + first.steps.size() >= allowed;
            AuditResult partial = audit(seed, 16).run(all(), Known.NOTHING, first, stopped);
            assertEquals(first.findings.size(), partial.findings().size());
            Recorded second = new Recorded();
            AuditResult resumed = audit(seed, 16).run(all(), first.known(), second, () -> false);
            assertEquals(text(expected), text(resumed));
            assertEquals(EXAMPLES, first.findings.size() + second.findings.size());
            assertEquals(whole.steps.size(), first.steps.size() + second.steps.size());
        }
        count(expected);
    }

    @Property(tries = 6)
    @Label(
            "how far what is known of each example goes is what the curve counts, and its verdict at the audit's own radius")
    void reachesAreTheCurve(@ForAll long seed) {
        AuditResult result = audit(seed, 16).run(EXAMPLES, new Audit.Listener() {}, () -> false);
        for (AuditResult.CurvePoint point : result.curve()) {
            long proved = result.reaches().stream()
                    .filter(reach -> reach.isProved(point.epsilon()))
                    .count();
            long broken = result.reaches().stream()
                    .filter(reach -> reach.isBroken(point.epsilon()))
                    .count();
            assertEquals(point.lower(), (double) proved / EXAMPLES);
            assertEquals(point.upper(), (double) (result.reaches().size() - broken) / EXAMPLES);
        }
        for (Reach reach : result.reaches()) {
            assertEquals(Double.isNaN(reach.proved()), reach.certifier() == null);
            assertEquals(Double.isNaN(reach.broken()), reach.attack() == null);
        }
        AuditResult stopped = audit(seed, 16).run(EXAMPLES, new Audit.Listener() {}, () -> true);
        assertEquals(List.of(), stopped.reaches());
    }

    @Property(tries = 12)
    @Label(
            "what breaks at a smaller radius breaks at the audit's own, and what is proved at a larger one is proved there")
    void otherRadiiSpeakOfTheOwn(@ForAll long seed) {
        List<Attack> weak = List.of(GradientDescent.pgd(Loss.MARGIN, 1, 1));
        Recorded recorded = new Recorded();
        AuditResult result = audit(seed, 16, weak).run(EXAMPLES, recorded, () -> false);
        Map<Integer, Finding> findings =
                result.findings().stream().collect(Collectors.toMap(Finding::index, Function.identity()));
        for (Reach reach : result.reaches()) {
            Verdict verdict = findings.get(reach.index()).verdict();
            assertEquals(reach.isProved(RADIUS), verdict instanceof Verdict.Certified);
            assertEquals(reach.isBroken(RADIUS), verdict instanceof Verdict.Falsified);
        }
        assertEquals(
                text(result),
                text(audit(seed, 7, weak).run(all(), recorded.known(), new Audit.Listener() {}, () -> false)));
    }

    @Property(tries = 12)
    @Label("any examples may be known, of any order, batch or portion: the rest is found as if none were")
    void anyKnown(@ForAll long seed) {
        Random random = new Random(seed);
        Recorded whole = new Recorded();
        List<Integer> indices = new ArrayList<>(all());
        Collections.shuffle(indices, random);
        List<Integer> asked = List.copyOf(indices.subList(0, 1 + random.nextInt(EXAMPLES)));
        AuditResult expected = audit(seed, 16).run(asked, Known.NOTHING, whole, () -> false);
        assertEquals(asked, expected.findings().stream().map(Finding::index).toList());
        List<Finding> some = new ArrayList<>(audit(seed, 7)
                .run(EXAMPLES, new Audit.Listener() {}, () -> false)
                .findings());
        Collections.shuffle(some, random);
        List<RadiusStep> steps =
                whole.steps.stream().filter(_ -> random.nextBoolean()).toList();
        Known known = new Known(some.subList(0, random.nextInt(EXAMPLES)), steps);
        assertEquals(text(expected), text(audit(seed, 64).run(asked, known, new Audit.Listener() {}, () -> false)));
        count(expected);
    }

    /** All that is told of a run of a part, as a journal has it. */
    private static final class Told implements Audit.Listener {
        private final List<Finding> findings = new ArrayList<>();
        private final List<RadiusStep> steps = new ArrayList<>();
        private final List<ProofStep> proofs = new ArrayList<>();
        private final List<Work> work = new ArrayList<>();

        @Override
        public void found(List<Finding> news, Work took) {
            findings.addAll(news);
            work.add(took);
        }

        @Override
        public void found(RadiusStep news, Work took) {
            steps.add(news);
            work.add(took);
        }

        @Override
        public void found(ProofStep news, Work took) {
            proofs.add(news);
            work.add(took);
        }

        Known known() {
            return new Known(findings, steps, proofs, work);
        }
    }

    private static List<String> spent(AuditResult result) {
        return result.phases().stream()
                .map(phase -> phase.part() + phase.name() + phase.spent() + phase.median())
                .toList();
    }

    @Property(tries = 6)
    @Label(
            "parts that were audited alone are known together as one audit of all is: nothing is done again, and the work"
                    + " is told of all")
    void parts(@ForAll long seed) {
        Random random = new Random(seed);
        AuditResult expected = audit(seed, 16).run(EXAMPLES, new Audit.Listener() {}, () -> false);
        int count = 1 + random.nextInt(4);
        Told parts = new Told();
        for (int part = 0; part < count; part++) {
            int own = part;
            List<Integer> indices =
                    all().stream().filter(index -> index % count == own).toList();
            audit(seed, 1 + random.nextInt(64)).run(indices, Known.NOTHING, parts, () -> false);
        }
        Collections.shuffle(parts.findings, random);
        Collections.shuffle(parts.steps, random);
        Collections.shuffle(parts.proofs, random);
        Told again = new Told();
        AuditResult merged = audit(seed, 16).run(all(), parts.known(), again, () -> false);
        assertEquals(text(expected), text(merged));
        assertEquals(spent(expected), spent(merged));
        assertEquals(Known.NOTHING, again.known());
        // The same of a part of what is known.
        List<Integer> some = all().stream().filter(_ -> random.nextBoolean()).toList();
        AuditResult alone = audit(seed, 16).run(some, Known.NOTHING, new Audit.Listener() {}, () -> false);
        AuditResult of = audit(seed, 16).run(some, parts.known(), again, () -> false);
        assertEquals(text(alone) + spent(alone), text(of) + spent(of));
        assertEquals(Known.NOTHING, again.known());
    }

    private static void count(AuditResult result) {
        for (Finding finding : result.findings()) {
            broken += finding.verdict() instanceof Verdict.Falsified ? 1 : 0;
            certified += finding.verdict() instanceof Verdict.Certified ? 1 : 0;
        }
    }

    @AfterContainer
    static void somethingIsFound() {
        assertTrue(broken > 0 && certified > 0, broken + " broken, " + certified + " certified");
    }

    @Example
    void whatIsKnownComesFirstAndIsKeptWhenStopped() {
        Recorded whole = new Recorded();
        audit(3, 16).run(EXAMPLES, whole, () -> false);
        List<Finding> last = whole.findings.subList(290, EXAMPLES);
        List<Integer> told = new ArrayList<>();
        AuditResult result = audit(3, 16)
                .run(
                        all(),
                        new Known(last, List.of()),
                        new Audit.Listener() {
                            @Override
                            public void portion(List<Finding> findings, int asked) {
                                told.add(findings.size());
                            }
                        },
                        () -> told.size() == 3);
        assertEquals(List.of(10, 18, 274), told);
        assertEquals(274, result.findings().size());
        assertEquals(299, result.findings().getLast().index());
    }

    @Example
    void whatCannotBeIsRefused() {
        Audit audit = audit(3, 16);
        refused("asked for twice", () -> audit.run(List.of(1, 1), Known.NOTHING, new Recorded(), () -> false));
        refused("no example 300", () -> audit.run(List.of(300), Known.NOTHING, new Recorded(), () -> false));
        Finding other = new Finding(1, 0, 0, 1, new Verdict.Unknown(), 0, false, false, false, null);
        refused(
                "known with the label 0",
                () -> audit.run(List.of(1), new Known(List.of(other), List.of()), new Recorded(), () -> false));
    }

    private static void refused(String words, Runnable run) {
        String message = assertThrows(IllegalArgumentException.class, run::run).getMessage();
        assertTrue(message.contains(words), message);
    }
}
