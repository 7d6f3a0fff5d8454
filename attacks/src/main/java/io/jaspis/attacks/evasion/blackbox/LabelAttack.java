package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.attacks.evasion.nearest.Measure;
import io.jaspis.attacks.evasion.nearest.NearestAttack;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Norm;
import io.jaspis.threat.OracleProblem;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verification;
import io.jaspis.threat.Witness;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * An attack that reads labels alone: from an adversarial point, found by noise or among other examples, it goes along the
 * decision boundary, nearer and nearer to the example.
 *
 * <p>As an attack it has done its work once a point lies in the threat's set. {@link #descend} goes on to the end of the
 * queries, in the range of inputs alone, and tells how near it came after how many queries. Points settle where features and
 * levels allow them before anyone asks about them.
 */
public final class LabelAttack implements BlackBox, NearestAttack {
    private final String name;
    private final long queries;
    private final int evaluations;
    private final Function<Norm, Measure> measure;
    private final Function<Subject, LabelSearch> search;

    private LabelAttack(
            String name,
            long queries,
            int evaluations,
            Function<Norm, Measure> measure,
            Function<Subject, LabelSearch> search) {
        if (queries < 1) {
            throw new IllegalArgumentException("an attack by labels needs at least one query, but got " + queries);
        }
        this.name = Objects.requireNonNull(name);
        this.queries = queries;
        this.evaluations = evaluations;
        this.measure = measure;
        this.search = search;
    }

    /**
     * HopSkipJump (Chen, Jordan &amp; Wainwright 2020), in L∞ by signs, else for L2.
     *
     * @param queries for each example at most, at least 1
     */
    public static LabelAttack hopSkipJump(long queries) {
        return new LabelAttack(
                "HopSkipJump",
                queries,
                100,
                norm -> norm == Norm.LINF ? Measure.LINF : Measure.L2,
                subject -> new HopSkipJump(subject.threat().norm() == Norm.LINF, 100));
    }

    /** The Boundary Attack (Brendel, Rauber &amp; Bethge 2018), which makes L2 small. */
    public static LabelAttack boundary(long queries) {
        return new LabelAttack("Boundary", queries, 0, _ -> Measure.L2, _ -> new BoundaryWalk());
    }

    /** CGBA, and with a target CGBA-H (Reza, Rahmati, Wu &amp; Dai 2023), which make L2 small. */
    public static LabelAttack cgba(long queries) {
        return new LabelAttack(
                "CGBA", queries, 30, _ -> Measure.L2, subject -> new Cgba(subject.picture(), subject.targeted(), 30));
    }

    /** TtBA (Wang, Guo, Xu, Zhang, Zhang &amp; Tao 2025), which makes L2 small. */
    public static LabelAttack ttba(long queries) {
        return new LabelAttack(
                "TtBA", queries, 30, _ -> Measure.L2, subject -> new TangentBoundary(subject.picture(), 30));
    }

    /** ADBA (Wang, Zuo, Huang &amp; Chen 2025), which makes L∞ small. */
    public static LabelAttack adba(long queries) {
        return new LabelAttack("ADBA", queries, 0, _ -> Measure.LINF, _ -> new Adba());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("queries", queries);
        if (evaluations > 0) {
            parameters.put("firstEvaluations", evaluations);
        }
        return parameters;
    }

    /** Starts may be other examples. */
    @Override
    public Company company() {
        return Company.PROBLEM;
    }

    @Override
    public long queries() {
        return queries;
    }

    @Override
    public boolean readsScores() {
        return false;
    }

    /** Begins without other examples to start from. */
    @Override
    public Inquiry begin(Subject subject, Answers clean) {
        return inquiry(subject, Optional.empty(), (_, _, _, _) -> {});
    }

    private Inquiry inquiry(Subject subject, Optional<Examples> others, LabelInquiry.Found found) {
        Offsets offsets = new Offsets(subject.threat(), subject.x());
        Boundary boundary = new Boundary(offsets);
        Starts starts = new Starts(boundary, subject, others);
        return new LabelInquiry(offsets, search.apply(subject).begin(boundary, starts, subject.chance()), found);
    }

    @Override
    public void attack(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        amid(problem.examples(), _ -> (_, _, _, _) -> {}).attack(problem, indices, seed, budget, listener, stopped);
    }

    @Override
    public void attack(
            OracleProblem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        amid(problem.examples(), _ -> (_, _, _, _) -> {}).attack(problem, indices, seed, budget, listener, stopped);
    }

    @Override
    public Measure measure(Problem problem) {
        return measure.apply(problem.threat().norm());
    }

    @Override
    public void nearest(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            NearestListener listener,
            BooleanSupplier stopped) {
        descend(
                problem,
                indices,
                seed,
                budget,
                (index, descent) -> listener.decided(
                        index,
                        new Nearest(
                                descent.nearest(),
                                descent.after(Long.MAX_VALUE),
                                new Budget.Spent(0, descent.queries(), 0))),
                stopped);
    }

    /** Told of each example as soon as its search is over. */
    @FunctionalInterface
    public interface DescentListener {
        void decided(int index, Descent descent);
    }

    /**
     * Looks for the nearest adversarial example of each index in the whole range of inputs, whatever the threat's ε, to the
     * end of the queries: in what the attack makes small, its {@link #measure}. One that is misclassified to begin with has the distance 0 after one query. The nearest example is
     * checked from scratch, and those before it by the next one that is.
     *
     * @param seed of all chance in it
     * @param budget what each example may cost in queries; its time limit is the caller's to keep, by {@code stopped}
     * @param stopped asked before each batch of questions; once true, the rest is left undecided
     */
    public void descend(
            Problem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            DescentListener listener,
            BooleanSupplier stopped) {
        Problem clean = problem.withThreat(problem.threat().withEpsilon(0));
        Verification verification =
                new Verification(problem.withThreat(problem.threat().everywhere(problem.size())));
        Descents descents = new Descents(
                problem.threat(),
                measure.apply(problem.threat().norm()),
                (subject, x, _) -> verification.check(subject.index(), x, name, subject.target()));
        amid(problem.examples(), descents::begin)
                .attack(clean, indices, seed, budget, descents.told(listener), stopped);
    }

    /**
     * Looks for the nearest adversarial example by an oracle's labels, to the end of the queries, as the same for a network
     * does; what the oracle answered is believed.
     *
     * @throws IllegalArgumentException where the oracle answers at random, so that an answer can't be believed
     * @throws OracleException where the oracle failed; the listener was told of all that was found until then
     */
    public void descend(
            OracleProblem problem,
            List<Integer> indices,
            long seed,
            Budget budget,
            DescentListener listener,
            BooleanSupplier stopped) {
        if (problem.noise().isPresent()) {
            throw new IllegalArgumentException(name
                    + " believes each answer on its way to the nearest example, but the oracle answers at random;"
                    + " attack within a radius instead");
        }
        OracleProblem clean = new OracleProblem(
                problem.oracle(),
                problem.examples(),
                problem.threat().withEpsilon(0),
                problem.target(),
                problem.batch());
        Descents descents = new Descents(
                problem.threat(),
                measure.apply(problem.threat().norm()),
                (subject, x, label) -> Optional.of(
                        new Witness(x, label, problem.threat().distance(subject.x(), 0, x, 0, x.length), name)));
        try {
            amid(problem.examples(), descents::begin)
                    .attack(clean, indices, seed, budget, descents.told(listener), stopped);
        } catch (OracleException failure) {
            descents.tellRest(listener);
            throw failure;
        }
    }

    /** This attack with other examples to start from. */
    private BlackBox amid(Examples examples, Function<Subject, LabelInquiry.Found> found) {
        LabelAttack attack = this;
        return new BlackBox() {
            @Override
            public String name() {
                return attack.name();
            }

            @Override
            public long queries() {
                return attack.queries();
            }

            @Override
            public boolean readsScores() {
                return attack.readsScores();
            }

            @Override
            public Inquiry begin(Subject subject, Answers clean) {
                return inquiry(subject, Optional.of(examples), found.apply(subject));
            }
        };
    }
}
