package io.jaspis.attacks.evasion.transfer;

import io.jaspis.attacks.Loss;
import io.jaspis.attacks.Outcome;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Search;
import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.data.Picture;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Decision;
import io.jaspis.threat.Model;
import io.jaspis.threat.Oracle;
import io.jaspis.threat.OracleProblem;
import io.jaspis.threat.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The iterated fast gradient method with momentum (MI-FGSM; Dong, Liao, Pang, Su, Zhu, Hu &amp; Li 2018) on source networks, of
 * which several are an ensemble by the mean of their logits (the same, section 3.3), with diverse inputs (DI; Xie, Zhang, Zhou,
 * Bai, Wang, Ren &amp; Yuille 2019) and translation-invariant gradients (TI; Dong, Pang, Su &amp; Zhu 2019) where inputs are
 * pictures. The loss is the cross-entropy.
 *
 * <p>Each point is also shown to the problem's network, which costs a query and decides alone what is a success. In L2 and L1 a
 * step goes along the momentum's steepest way.
 */
public final class TransferFgsm implements TransferAttack {
    static final String SEEN = "seen";
    static final String ASCENT = "ascent";
    /** So many digits of a file's hash tell it from others. */
    private static final int HASH = 12;

    /**
     * The settings.
     *
     * @param steps of ε / steps each, at least 1
     * @param decay μ of the momentum, from 0 for none; 1 in the paper
     * @param diversity the share of steps at which sources see the picture smaller and elsewhere, from 0 for none to 1
     * @param kernel the side of the Gaussian by which slopes are blurred, odd; 1 for none
     */
    public record Settings(int steps, double decay, double diversity, int kernel) {
        /** MI, DI and TI together, as their authors set them for small pictures. */
        public static final Settings STANDARD = new Settings(10, 1, 0.5, 7);

        public Settings {
            if (steps < 1
                    || !(decay >= 0)
                    || Double.isInfinite(decay)
                    || !(diversity >= 0 && diversity <= 1)
                    || kernel < 1
                    || kernel % 2 == 0) {
                throw new IllegalArgumentException(
                        "a transfer attack needs steps, a decay of at least 0, a share and an odd kernel, but got %s, %s, %s and %s"
                                .formatted(steps, decay, diversity, kernel));
            }
        }

        /** The name of an attack with these, for reports. */
        String name(String role) {
            return (diversity > 0 ? "DI-" : "")
                    + (kernel > 1 ? "TI-" : "")
                    + (decay > 0 ? "MI-" : "I-")
                    + "FGSM-" + steps + " (" + role + ")";
        }

        /** By name, for reports. */
        Map<String, Object> parameters() {
            Map<String, Object> parameters = new LinkedHashMap<>();
            parameters.put("steps", steps);
            parameters.put("decay", decay);
            parameters.put("diversity", diversity);
            parameters.put("kernel", kernel);
            return parameters;
        }
    }

    private final List<Graph> sources;
    private final List<String> names;
    private final Settings settings;
    /** What the sources are, in the name. */
    private final String role;

    /**
     * @param sources from one input to one output of logits; the first says how many elements and classes there are
     * @throws IllegalArgumentException where there is none, or they don't fit each other
     */
    public TransferFgsm(List<Graph> sources, Settings settings) {
        this(sources, List.of(), settings, Sources.ATTACK);
    }

    private TransferFgsm(List<Graph> sources, List<String> names, Settings settings, String role) {
        this.sources = List.copyOf(sources);
        this.names = List.copyOf(names);
        this.settings = settings;
        this.role = role;
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("a transfer attack needs at least one source network");
        }
        sources.forEach(source -> requireAlike(source, inputs(sources.getFirst()), outputs(sources.getFirst())));
    }

    /**
     * From models, which reports name. They are followed to where their {@link Decision} falls: beyond a softmax that is saturated
     * there is no slope, and probabilities would count for little among logits of others.
     *
     * @throws IllegalArgumentException where there is none, or they don't fit each other
     */
    public static TransferFgsm of(List<Model> sources, Settings settings) {
        return new TransferFgsm(
                sources.stream()
                        .map(source -> Decision.of(source.graph()).scores())
                        .toList(),
                sources.stream().map(TransferFgsm::told).toList(),
                settings,
                Sources.ATTACK);
    }

    /** From one that learnt what it attacks. */
    static TransferFgsm ofSubstitute(Graph source, Settings settings) {
        return new TransferFgsm(List.of(source), List.of(), settings, SubstituteTransfer.ATTACK);
    }

    private static String told(Model source) {
        String from =
                source.sha256().isEmpty() ? "" : " (SHA-256 " + source.sha256().substring(0, HASH) + ")";
        return source.name() + from + (source.reading().isEmpty() ? "" : ", " + source.reading());
    }

    private static int inputs(Graph network) {
        return network.input(network.onlyInput()).shape().size();
    }

    private static int outputs(Graph network) {
        return network.output(network.onlyOutput()).shape().size();
    }

    private static void requireAlike(Graph source, int inputs, int outputs) {
        if (inputs(source) != inputs || outputs(source) != outputs) {
            throw new IllegalArgumentException(
                    "a source network takes %s numbers and gives %s, but needed are %s and %s"
                            .formatted(inputs(source), outputs(source), inputs, outputs));
        }
    }

    @Override
    public String name() {
        return settings.name(role);
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("sources", names.isEmpty() ? sources.size() : String.join("; ", names));
        parameters.putAll(settings.parameters());
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
        requireAlike(sources.getFirst(), problem.size(), problem.classes());
        Optional<Picture> picture = picture(problem);
        Method method = new Method(
                graph(problem),
                new Budget.Spent(0, 1, 0),
                table -> new TransferStep(problem, settings, picture, seed, name(), table));
        Search.Settings attempts =
                new Search.Settings(name(), settings.steps(), 1, false, problem.targeted() ? problem::target : null);
        new Search(problem, attempts, method).run(indices, seed, budget, Outcome.toldTo(listener), stopped);
    }

    @Override
    public void attack(
            OracleProblem problem,
            Device device,
            List<Integer> indices,
            long seed,
            Budget budget,
            Listener listener,
            BooleanSupplier stopped) {
        Oracle oracle = problem.oracle();
        requireAlike(sources.getFirst(), oracle.input().size(), oracle.classes());
        Optional<Picture> picture = picture(problem.examples(), oracle.input());
        Problem ofSources = new Problem(
                        sources.getFirst(), problem.examples(), problem.threat(), device, problem.batch())
                .withTarget(problem.target());
        Trace trace = new Trace();
        Value x = trace.input(Method.X, oracle.input());
        Graph slopes = withAscent(trace, x, Map.of(), oracle.classes(), ofSources.targeted());
        Method method = new Method(
                slopes,
                new Budget.Spent(0, 1, 0),
                table -> new TransferStep(ofSources, settings, picture, seed, name(), table));
        Trails trails = new Trails(ofSources, method, settings.steps(), indices, stopped);
        new Showing(name(), settings.steps(), trails::of).attack(problem, indices, seed, budget, listener, stopped);
    }

    static Optional<Picture> picture(Problem problem) {
        return picture(
                problem.examples(),
                problem.scores().input(problem.scores().onlyInput()).shape());
    }

    /** What an example looks like, where it is one. */
    static Optional<Picture> picture(Examples examples, Shape input) {
        return examples.picture().or(() -> Picture.of(input));
    }

    /** The problem's scores of the point, and the sources' way up from what they see of it. */
    private Graph graph(Problem problem) {
        Trace trace = new Trace();
        Value x = Method.points(problem, trace);
        Value scores = Method.scores(problem, x);
        // A network may give its input as it is.
        Value own = scores.unshaped() == x ? scores.copied() : scores;
        return withAscent(trace, x, Map.of(Method.SCORES, own), problem.classes(), problem.targeted());
    }

    private Graph withAscent(Trace trace, Value x, Map<String, Value> others, int classes, boolean targeted) {
        Value seen = trace.input(SEEN, Shape.of(x.shape().size()));
        Value label = trace.input(Method.LABEL, Shape.of(classes));
        Value logits = null;
        for (Graph source : sources) {
            Value input = seen.reshape(source.input(source.onlyInput()).shape());
            Value own = trace.inline(source, Map.of(source.onlyInput(), input))
                    .get(source.onlyOutput())
                    .flatten();
            logits = logits == null ? own : logits.plus(own);
        }
        logits = logits.over((float) sources.size());
        Value ascent = targeted
                ? Loss.CROSS_ENTROPY.targetedAscent(logits, label, trace.input(Method.TARGET, Shape.of(classes)))
                : Loss.CROSS_ENTROPY.ascent(logits, label);
        Map<String, Value> outputs = new LinkedHashMap<>(others);
        outputs.put(ASCENT, Gradient.of(logits, ascent, List.of(seen)).getFirst());
        return trace.graph(List.of(x, seen), outputs);
    }
}
