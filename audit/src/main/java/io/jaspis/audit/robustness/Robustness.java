package io.jaspis.audit.robustness;

import io.jaspis.attacks.Attack;
import io.jaspis.attacks.AttackFamily;
import io.jaspis.attacks.Attacks;
import io.jaspis.attacks.Effort;
import io.jaspis.attacks.evasion.transfer.Sources;
import io.jaspis.attacks.trust.Trust;
import io.jaspis.attacks.trust.TrustChecks;
import io.jaspis.audit.Audit;
import io.jaspis.audit.AuditPlan;
import io.jaspis.audit.AuditResult;
import io.jaspis.audit.CheapProofs;
import io.jaspis.audit.Known;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Provenance;
import io.jaspis.audit.evidence.ReportAssembly;
import io.jaspis.audit.features.WholeNumbers;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.Certifiers;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Aim;
import io.jaspis.threat.BinaryClassifier;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How robust a model is: a question, put together step by step, and its answer.
 *
 * <pre>{@code
 * Model model = Model.read(Path.of("fraud.onnx"));
 * Dataset cases = model.examples(Path.of("cases.csv"));
 * AuditReport report = Robustness.of(model).within(Norm.LINF, 0.05).audit(cases);
 * System.out.println(report.sandwich().robustLower());
 * }</pre>
 *
 * <p>A question never changes: each method gives another one. So it, a {@link Model}, a {@link Dataset} and a report may be
 * used by any number of threads at once, and each gets the same bits as one alone. Nothing is printed, no file is written,
 * and no thread outlives its use by more than two seconds ({@link Workers}); {@link #on(Workers)} takes a pool of the
 * caller's. What isn't said is as in {@code jaspis audit}: at most 500 examples, drawn by seed 1 in the proportions of the
 * classes; the attacks and certifiers that stand for the problem; a quick look for signs that attacks failed.
 */
public final class Robustness {
    private static final int EXAMPLES = 500;
    private static final int BATCH = 64;

    private final Model model;
    private final Question question;

    /** What is asked; null where the problem decides. It doesn't change once a question holds it. */
    private static final class Question {
        private Threat threat;
        private Aim aim = Aim.ANY;
        private Effort effort = Effort.NORMAL;
        private List<String> attacks;
        private List<Model> sources = List.of();
        private List<String> certifiers;
        private List<Attack> ownAttacks = List.of();
        private List<Certifier> ownCertifiers = List.of();
        private List<Double> radii;
        private Budget budget = Budget.UNLIMITED;
        private Trust.Level trust = Trust.Level.QUICK;
        private int examples = EXAMPLES;
        private long seed = 1;
        private Device device;

        Question copy() {
            Question copy = new Question();
            copy.threat = threat;
            copy.aim = aim;
            copy.effort = effort;
            copy.attacks = attacks;
            copy.sources = sources;
            copy.certifiers = certifiers;
            copy.ownAttacks = ownAttacks;
            copy.ownCertifiers = ownCertifiers;
            copy.radii = radii;
            copy.budget = budget;
            copy.trust = trust;
            copy.examples = examples;
            copy.seed = seed;
            copy.device = device;
            return copy;
        }
    }

    private Robustness(Model model, Question question) {
        this.model = model;
        this.question = question;
    }

    /**
     * A question about this model. One whose only output is a sigmoid tells class 1 above a probability of 0.5, unless {@link
     * Model#twoClasses(double)} has said otherwise.
     *
     * @throws io.jaspis.autodiff.InputException where its only output may be a logit or a probability
     */
    public static Robustness of(Model model) {
        return new Robustness(
                BinaryClassifier.is(model.graph()) ? model.twoClasses(Model.HALF) : model, new Question());
    }

    /** How far an attacker may move an example whose values are from 0 to 1. */
    public Robustness within(Norm norm, double epsilon) {
        return within(new Threat(norm, epsilon, 0, 1));
    }

    /** What an attacker may do: another range of inputs, or features that differ. */
    public Robustness within(Threat threat) {
        return with(other -> other.threat = Objects.requireNonNull(threat));
    }

    /**
     * What an attacker wants: broken is then what gets it, and certified what can't. Examples whose label is the class aimed at
     * are left out. {@link Aim#ANY} unless told.
     */
    public Robustness aimingAt(Aim aim) {
        return with(other -> other.aim = Objects.requireNonNull(aim));
    }

    /** How much work attacks and certifiers put in; {@link Effort#NORMAL} unless told. */
    public Robustness withEffort(Effort effort) {
        return with(other -> other.effort = Objects.requireNonNull(effort));
    }

    /**
     * Attacks by their names ({@link Attacks#names}), each on what those before it left; with none, nothing is broken.
     *
     * @throws IllegalArgumentException where there is no attack of a name
     */
    public Robustness withAttacks(String... names) {
        Attacks.requireNames(List.of(names));
        return with(other -> other.attacks = List.of(names));
    }

    /**
     * Other models for the same task, of which points are made that may break this one too: the attack {@code transfer} is
     * tried then, last where {@link #withAttacks} doesn't name it.
     *
     * @throws io.jaspis.autodiff.InputException where one takes other inputs or tells other classes
     */
    public Robustness withSources(Model... models) {
        List<Model> sources = Sources.of(model, List.of(models));
        return with(other -> other.sources = sources);
    }

    /**
     * Certifiers by their names ({@link Certifiers#names}), the cheapest first; with none, nothing is proved.
     *
     * @throws IllegalArgumentException where there is no certifier of a name
     */
    public Robustness withCertifiers(String... names) {
        Certifiers.requireNames(List.of(names));
        return with(other -> other.certifiers = List.of(names));
    }

    /**
     * Attacks of the caller's own, behind those by name: they get what these leave. In the place of a curve that nobody asked for
     * they aren't tried.
     */
    public Robustness withOwnAttacks(Attack... attacks) {
        List<Attack> own = List.of(attacks);
        AuditPlan.NOTHING.and(own, List.of());
        return with(other -> other.ownAttacks = own);
    }

    /** Certifiers of the caller's own, behind those by name: they get what these leave unproved. */
    public Robustness withOwnCertifiers(Certifier... certifiers) {
        List<Certifier> own = List.of(certifiers);
        AuditPlan.NOTHING.and(List.of(), own);
        return with(other -> other.ownCertifiers = own);
    }

    /**
     * Other radii at which both bounds are wanted, with all attacks and certifiers; with none there is no curve, which is the
     * quickest. Unless told, a curve of light ones is drawn around the threat's radius.
     */
    public Robustness withCurve(double... radii) {
        return with(other -> other.radii = Arrays.stream(radii).boxed().toList());
    }

    /**
     * How long it may take. Where that isn't enough, the report is of what was finished, of nothing perhaps, and says so; on
     * another run or machine that may be something else.
     *
     * @param limit above zero
     */
    public Robustness withTimeLimit(Duration limit) {
        return with(other -> other.budget = Budget.UNLIMITED.within(limit));
    }

    /** How hard to look for signs that attacks failed; {@link Trust.Level#QUICK} unless told. */
    public Robustness withTrust(Trust.Level level) {
        return with(other -> other.trust = Objects.requireNonNull(level));
    }

    /** The most examples that are drawn from a data set, at least 1; 500 unless told. */
    public Robustness withExamples(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least 1 example must be audited, not " + most);
        }
        return with(other -> other.examples = most);
    }

    /** The seed of all chance; 1 unless told. */
    public Robustness withSeed(long seed) {
        return with(other -> other.seed = seed);
    }

    /** Computed there; unless told, by the processor, in a pool that all of this process shares. */
    public Robustness on(Device device) {
        return with(other -> other.device = Objects.requireNonNull(device));
    }

    /** Computed by the processor, in this pool. */
    public Robustness on(Workers workers) {
        return on(new Cpu(Providers.best(), Objects.requireNonNull(workers, "workers")));
    }

    private Robustness with(Consumer<Question> change) {
        Question other = question.copy();
        change.accept(other);
        return new Robustness(model, other);
    }

    /**
     * The answer, for examples as {@link Model#examples} reads them. Where the thread is interrupted, the report is of what was
     * finished, and says so.
     *
     * @throws IllegalStateException where it wasn't said how far an attacker may move an example
     * @throws io.jaspis.autodiff.InputException where the model takes whole numbers alone, and none could become another
     * @throws IllegalArgumentException where model, examples and threat don't fit each other, saying which example and what
     *     of it; or where an attack or certifier isn't for such a problem
     */
    public AuditReport audit(Dataset examples) {
        Thread caller = Thread.currentThread();
        return audit(examples, chosen(examples), caller::isInterrupted);
    }

    /**
     * The answer, for some of the examples.
     *
     * @param among the examples, of which those are left out that have the class aimed at
     * @param stopped asked again and again: once it is true, the report is of what was finished, and says so
     */
    public AuditReport audit(Dataset examples, Selection among, BooleanSupplier stopped) {
        if (question.threat == null) {
            throw new IllegalStateException(
                    "it isn't said how far an attacker may move an example; say so with within(Norm.LINF, 0.05)");
        }
        requireNames(examples);
        Threat threat = WholeNumbers.kept(question.threat, model, examples.inputNames());
        requireRoom(threat);
        Instant started = Instant.now();
        Device device = question.device != null ? question.device : Cpu.best();
        Selection chosen = question.aim.among(among, examples);
        // What is outside of the range is told as such before it is held to be whole.
        Problem any = new Problem(model.graph(), examples, question.threat, device, BATCH).withThreat(threat);
        Problem problem = any.withTarget(question.aim.of(any, chosen.indices()));
        AuditPlan plan = plan(problem);
        Budget.Deadline time = question.budget.start();
        // An audit of its own would finish a first portion whatever the limit.
        BooleanSupplier over = () -> stopped.getAsBoolean() || time.getAsBoolean();
        AuditResult result =
                new Audit(problem, plan).run(chosen.indices(), Known.NOTHING, new Audit.Listener() {}, over);
        boolean cutOff = result.cutOff() || time.cutOff();
        Trust trust = cutOff || result.findings().isEmpty() ? Trust.NONE : trust(problem, plan, result, stopped);
        String reading = Stream.of(examples.reading(), model.reading())
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining("; "));
        AuditReport report = new ReportAssembly(model, examples, chosen, problem, plan, reading)
                .report(result, Provenance.Run.since(started))
                .with(trust);
        if (stopped.getAsBoolean()) {
            return report.stopped();
        }
        return cutOff ? report.cutOff() : report;
    }

    /** Refuses examples whose classes are numbered otherwise than the model's outputs. */
    private void requireNames(Dataset examples) {
        List<String> names = examples.classNames();
        if (!names.isEmpty() && !model.classNames().isEmpty() && !names.equals(model.classNames())) {
            throw new IllegalArgumentException(
                    "the classes of %s are %s, but the outputs of %s are %s; read the examples with Model.examples"
                            .formatted(
                                    examples.name(),
                                    String.join(", ", names),
                                    model.name(),
                                    String.join(", ", model.classNames())));
        }
    }

    /** Refuses features of which none can move: that nothing breaks would say nothing. */
    private static void requireRoom(Threat threat) {
        if (threat.features() != null && !threat.features().haveRoom()) {
            throw new IllegalArgumentException(
                    "no feature has any room: each is immutable, has an epsilon of 0, or is a"
                            + " category that can't be exchanged with another of its group; let at least one move");
        }
        if (!threat.hasRoom()) {
            throw new IllegalArgumentException((threat.ofTable()
                            ? "%s is too small for any feature to change; they need at least: %s"
                            : "%s lets no value become the next of its levels; a step needs at least: %s")
                    .formatted(threat.radiusInWords(), String.join(", ", threat.tooSmallFor())));
        }
    }

    private Selection chosen(Dataset examples) {
        return Selection.sample(examples, Math.min(question.examples, examples.count()), question.seed);
    }

    private List<String> attacks(Problem problem) {
        List<String> names = question.attacks != null ? question.attacks : Attacks.standard(problem, question.effort);
        return question.sources.isEmpty() ? names : Sources.among(names);
    }

    /** @param times how often the steps of the effort */
    private AttackFamily.Settings settings(int times) {
        return new AttackFamily.Settings(
                question.effort, times * question.effort.steps(), question.effort.restarts(), question.sources);
    }

    private AuditPlan plan(Problem problem) {
        List<String> certifiers = question.certifiers != null ? question.certifiers : Certifiers.standard(problem);
        List<String> attacks = attacks(problem);
        AuditPlan named = question.radii == null
                ? AuditPlan.named(problem, attacks, certifiers, settings(1), question.seed)
                : AuditPlan.withoutCurve(problem, attacks, certifiers, settings(1), question.seed);
        AuditPlan all = named.and(question.ownAttacks, question.ownCertifiers);
        AuditPlan plan = question.radii == null || question.radii.isEmpty() ? all : all.at(question.radii);
        return plan.within(question.budget, question.budget);
    }

    /** The attacks by name with more steps; of the caller's own nothing is known but what they are. */
    private List<Attack> longer(Problem problem) {
        return Stream.concat(
                        Attacks.named(attacks(problem), problem, settings(TrustChecks.MORE_STEPS)).stream(),
                        question.ownAttacks.stream())
                .toList();
    }

    private Trust trust(Problem problem, AuditPlan plan, AuditResult result, BooleanSupplier stopped) {
        return new TrustChecks(
                        problem,
                        new TrustChecks.Settings(
                                question.trust,
                                plan.attacks(),
                                question.trust == Trust.Level.FULL ? longer(problem) : List.of(),
                                plan.attackBudget(),
                                question.seed),
                        new CheapProofs())
                .of(result.standing(), result.findings().size(), stopped);
    }
}
