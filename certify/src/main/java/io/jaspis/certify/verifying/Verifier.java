package io.jaspis.certify.verifying;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.chain.Chain;
import io.jaspis.certify.linear.FloatErrors;
import io.jaspis.certify.trees.BoxSearch;
import io.jaspis.tensor.OneThread;
import io.jaspis.threat.Model;
import io.jaspis.threat.Row;
import io.jaspis.threat.Verification;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.Region;
import io.jaspis.threat.vnnlib.ScoreQuery;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Answers a query about a network. For one query, and one thread at a time. */
public final class Verifier {
    /** Boxes that a network of many inputs, of which few move, gets before its ReLUs are split. */
    private static final long FEW_BOXES = 100;

    private final OneThread user = new OneThread("verifier");
    private final Graph network;
    private final Query query;
    private final VerifySettings settings;
    private final Settling settling;
    private final Searched outputs;
    /**
     * What proves in real arithmetic alone, as a tail may make different scores one float. Empty where there is no tail; null before it
     * is looked for.
     */
    private Optional<Searched> scores;

    private final Predicate<float[]> judge;
    /** Whether no counterexample can hold by more than 0. */
    private final boolean equalities;
    /** Which inputs are whole numbers; empty where none is. */
    private Optional<WholeEnds> whole = Optional.empty();

    private Verification verification;
    private Answer.Sat found;
    private Device device;
    private Arithmetic arithmetic = Arithmetic.FLOAT32;
    private boolean proved;
    private long domains;
    private long gradients;
    private long looks;

    /** @throws IllegalArgumentException where the network has other inputs or outputs than the query */
    public Verifier(Graph network, Query query) {
        this(network, query, VerifySettings.STANDARD);
    }

    /** The same with other settings. */
    public Verifier(Graph network, Query query, VerifySettings settings) {
        this(network, query, settings, null, null, null);
    }

    /**
     * Of a query of whose points not every one may be a counterexample. What is proved is proved of all of them.
     *
     * @param settling where points settle, in the query's region; null where each may be a counterexample
     * @param judge what else a counterexample must stand up to, so that the search goes on after those that don't; null for
     *     a margin above zero alone
     * @param processor that computes; null for the best
     * @throws IllegalArgumentException where the network has other inputs or outputs than the query
     */
    public Verifier(
            Graph network,
            Query query,
            VerifySettings settings,
            Settling settling,
            Predicate<float[]> judge,
            Cpu processor) {
        query.requireFits(network);
        this.network = network;
        this.query = query;
        this.settings = settings;
        this.settling = settling;
        this.outputs = new Searched(network, query);
        this.judge = judge;
        this.equalities = query.regions().stream()
                .flatMap(region -> region.violations().stream())
                .allMatch(Verifier::isEquality);
        this.device = processor;
    }

    /**
     * Of a model as its file has it: only whole numbers are a counterexample where it takes such, and of a model that may
     * round what isn't in its graph nothing is proved but in real arithmetic.
     *
     * @throws IllegalArgumentException where the model has other inputs or outputs than the query; {@link Query#requireFits(Model)}
     *     says more of it
     */
    public static Verifier of(Model model, Query query, VerifySettings settings) {
        Verifier verifier = new Verifier(model.graph(), query, settings);
        verifier.whole = WholeEnds.of(model, query);
        verifier.arithmetic = model.boundsRounding() ? Arithmetic.FLOAT32 : Arithmetic.REAL;
        return verifier;
    }

    /** Domains that were bounded. */
    public long domains() {
        return domains;
    }

    /** Gradients that the attacks took, each of one point. */
    public long gradients() {
        return gradients;
    }

    /** Points that were looked at without a gradient, to judge candidates and corners. */
    public long looks() {
        return looks;
    }

    /**
     * Answers.
     *
     * @param stopped whether the time is over
     * @param progress is told how far it is
     */
    public Answer answer(BooleanSupplier stopped, Progress progress) {
        try (var _ = user.enter()) {
            proved = false;
            boolean all = true;
            for (int region = 0; region < query.regions().size(); region++) {
                if (region > 0 && stopped.getAsBoolean()) {
                    // To set up a search alone takes a large network a second.
                    all = false;
                    break;
                }
                SearchState state = region(region, stopped, progress);
                if (state == SearchState.FOUND) {
                    return found;
                }
                all &= state == SearchState.PROVED;
            }
            proved = all;
            if (found != null) {
                // A proof in real arithmetic leaves room for what rounding does; one in float32 leaves none.
                if (all && arithmetic == Arithmetic.FLOAT32) {
                    throw new IllegalStateException(
                            "what is proved in float32 has a counterexample: " + found.text(Answer.Format.COMPETITION));
                }
                return found;
            }
            if (all && !inRealsOnly()) {
                return new Answer.Unsat();
            }
            return stopped.getAsBoolean() && !all ? new Answer.Timeout() : new Answer.Unknown();
        }
    }

    /** Whether all was proved, but in real arithmetic, where float32 is asked for: the answer is unknown then. */
    public boolean provedInRealsOnly() {
        return proved && inRealsOnly();
    }

    private boolean inRealsOnly() {
        return arithmetic == Arithmetic.REAL && settings.neededFor(query) == Arithmetic.FLOAT32;
    }

    private boolean look() {
        boolean allowed = looks < settings.work().looks();
        looks += allowed ? 1 : 0;
        return allowed;
    }

    private SearchState region(int number, BooleanSupplier stopped, Progress progress) {
        Region region = query.regions().get(number);
        Optional<Ends> box = whole.isPresent() ? whole.get().in(region) : Optional.of(Ends.of(region.box(), settling));
        if (box.isEmpty()) {
            return SearchState.PROVED;
        }
        Ends ends = box.get();
        if (region.isUnsafe() && check(ends.middle())) {
            return SearchState.FOUND;
        }
        if (settings.neededFor(query) == Arithmetic.REAL) {
            return scores().isPresent()
                    ? byScores(number, ends, stopped, progress)
                    : outputs.search(number, ends, stopped, progress);
        }
        SearchState state = outputs.search(number, ends, stopped, progress);
        // Where float32 is asked for, what holds of real numbers is found out where work isn't counted.
        boolean after = !settings.work().limited() && state == SearchState.STUCK && !stopped.getAsBoolean();
        return after && scores().isPresent() ? byScores(number, ends, stopped, progress) : state;
    }

    private Optional<Searched> scores() {
        if (scores == null) {
            scores = ScoreQuery.of(network, query).map(before -> new Searched(before.network(), before.query()));
        }
        return scores;
    }

    private SearchState byScores(int number, Ends ends, BooleanSupplier stopped, Progress progress) {
        SearchState state = scores().orElseThrow().search(number, ends, stopped, progress);
        if (state == SearchState.PROVED) {
            arithmetic = Arithmetic.REAL;
        }
        return state;
    }

    /** The search by a network and a query about it: the outputs and what is asked, or the scores and what that means for them. */
    private final class Searched {
        private final Graph network;
        private final Query query;
        private Optional<Chain> chain;
        /** Empty of a network of other operations; null before it is looked at. */
        private Optional<BoxSearch> trees;

        Searched(Graph network, Query query) {
            this.network = network;
            this.query = query;
        }

        SearchState search(int number, Ends ends, BooleanSupplier stopped, Progress progress) {
            RegionTask task = new RegionTask(
                    RegionRows.of(query.regions().get(number), query), ends, settings, settings.neededFor(query));
            Listener listener = new Listener(Verifier.this::check, stopped, progress);
            recognise();
            if (trees.isPresent()) {
                TreeVerifier boxes = new TreeVerifier(
                        trees.get(), query.outputs(), whole.map(WholeEnds::ends).orElse(null), task, listener);
                SearchState state = byTrees(boxes);
                if (!query.mixed() || isLast(state, boxes.domains(), stopped)) {
                    return state;
                }
                task = task.within(settings.work().after(boxes.domains(), 0));
            }
            if (chain.isPresent() && (!chain.get().sparse() || ChainVerifier.halves(ends))) {
                boolean suits = chain.get().inputs() <= ChainVerifier.MOST_INPUTS;
                long most = suits
                        ? settings.work().domains()
                        : Math.min(FEW_BOXES, settings.work().domains());
                ChainVerifier small = new ChainVerifier(
                        chain.get(), most, Verifier.this::look, task.within(settings.work()), listener);
                SearchState state = byChain(small);
                boolean searched = suits && small.usable() && !small.looksOnly();
                if (searched || isLast(state, small.domains(), stopped)) {
                    return state;
                }
                task = task.within(settings.work().after(small.domains(), small.gradients()));
            }
            return byLayers(task, listener);
        }

        /** Finds out, once, what the network is. */
        private void recognise() {
            if (trees == null) {
                boolean small = settings.splitting() != Splitting.RELU && !query.repeats();
                chain = small ? Chain.of(network) : Optional.empty();
                trees = BoxSearch.of(network);
            }
        }

        private SearchState byTrees(TreeVerifier boxes) {
            SearchState state = boxes.run();
            domains += boxes.domains();
            if (state == SearchState.PROVED && boxes.arithmetic() == Arithmetic.REAL) {
                arithmetic = Arithmetic.REAL;
            }
            return state;
        }

        private SearchState byChain(ChainVerifier small) {
            SearchState state = small.run();
            domains += small.domains();
            gradients += small.gradients();
            return state;
        }

        private SearchState byLayers(RegionTask task, Listener listener) {
            if (device == null) {
                device = Cpu.best();
            }
            NetworkVerifier large = new NetworkVerifier(query.network(network), device, task, listener);
            SearchState state = large.run();
            domains += large.domains();
            gradients += large.gradients();
            if (state == SearchState.PROVED && large.arithmetic() == Arithmetic.REAL) {
                arithmetic = Arithmetic.REAL;
            }
            return state;
        }

        /** Whether no other way is tried after one that took so many domains. */
        private boolean isLast(SearchState state, long spent, BooleanSupplier stopped) {
            return state == SearchState.PROVED
                    || state == SearchState.FOUND
                    || spent >= settings.work().domains()
                    || stopped.getAsBoolean();
        }
    }

    /** In which arithmetic what was proved holds. */
    public Arithmetic arithmetic() {
        return arithmetic;
    }

    /** Checks a candidate from scratch; one that another order of summation may undo is kept, but the search goes on. */
    private boolean check(float[] x) {
        if (whole.isPresent() && !whole.get().hold(x) || !look()) {
            return false;
        }
        if (verification == null) {
            verification = new Verification(query.network(network));
        }
        Optional<Answer.Sat> sat = Answer.Sat.check(query, verification, x)
                .filter(answer -> whole.isEmpty() || whole.get().areWritten(answer));
        if (judge != null) {
            sat = sat.filter(answer -> judge.test(answer.x()));
            found = sat.orElse(found);
            return sat.isPresent();
        }
        sat.ifPresent(answer -> found = found == null || answer.margin() > found.margin() ? answer : found);
        return sat.isPresent() && (sat.get().margin() > 0 || equalities);
    }

    /** Whether rows hold only where some sum is just a number, so that none can hold by more than 0. */
    private static boolean isEquality(List<Row> rows) {
        return rows.stream().anyMatch(row -> rows.stream().anyMatch(other -> isOpposite(row, other)));
    }

    private static boolean isOpposite(Row row, Row other) {
        double[] coefficients = row.coefficients();
        double[] others = other.coefficients();
        return Arrays.equals(row.outputs(), other.outputs())
                && row.written().add(other.written()).signum() == 0
                && IntStream.range(0, coefficients.length).allMatch(i -> coefficients[i] == -others[i]);
    }

    /**
     * How much another order of summation may change what holds of a counterexample, at most: where its margin isn't above that,
     * another runtime may not confirm it. Empty where that isn't known.
     */
    public OptionalDouble rounding(Answer.Sat sat) {
        float[] x = sat.x();
        Optional<float[]> errors = FloatErrors.of(query.network(network), device == null ? Cpu.best() : device, x, x);
        return errors.isEmpty()
                ? OptionalDouble.empty()
                : query.regions().stream()
                        .flatMap(region -> region.violations().stream())
                        .flatMap(List::stream)
                        .mapToDouble(row -> rounding(row, errors.get()))
                        .max();
    }

    private static double rounding(Row row, float[] errors) {
        int[] outputs = row.outputs();
        double[] coefficients = row.coefficients();
        return IntStream.range(0, outputs.length)
                .mapToDouble(i -> Math.abs(coefficients[i]) * errors[outputs[i]])
                .sum();
    }
}
