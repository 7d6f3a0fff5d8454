package io.jaspis.certify.verifying;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.branching.ReluLeaf;
import io.jaspis.certify.branching.ReluProver;
import io.jaspis.certify.branching.ReluRefinement;
import io.jaspis.certify.branching.ReluTree;
import io.jaspis.certify.branching.Unsafe;
import io.jaspis.certify.chain.Chain;
import io.jaspis.certify.chain.ChainBounds;
import io.jaspis.certify.linear.FloatErrors;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.tensor.OneThread;
import io.jaspis.threat.Verification;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Searches parts of a query by themselves: what a search comes to hangs on the query, the settings and the part alone, never on what
 * was searched before or elsewhere. So many machines can share one instance: each takes a {@link Subtree} and gives back those
 * that it left open. Where a small network has few inputs that aren't fixed, boxes are halved; else ReLUs are split. For one thread
 * at a time.
 */
public final class SubtreeSearch implements AutoCloseable {
    /** Boxes that each way of splitting gets before one is chosen, at most. */
    private static final long RACE = 2_000;
    /** How much longer a product takes the engine of small networks than the kernels. */
    private static final double SMALL_ENGINE = 30;
    /** Regions whose bounds are kept ready: each has a copy of the network's weights, and there may be thousands. */
    private static final int READY = 16;
    /** Starts of the attack on each box. */
    private static final int STARTS = 8;

    private final OneThread user = new OneThread("search");
    private final Graph network;
    private final Query query;
    private final VerifySettings settings;
    private final Optional<Chain> chain;
    private final Map<Integer, NeuronBounds> known;
    private final Map<Integer, Boolean> halved = new HashMap<>();
    private final Map<Integer, Boxes> boxes = recent(_ -> {});
    private final Map<Integer, SplitRegion> splitRegions = recent(SplitRegion::close);
    private final Map<Integer, ReluRefinement> refinements = new HashMap<>();
    private Device device;
    private Verification verification;

    /**
     * What came of a search.
     *
     * @param domains that were bounded
     * @param closed the share of its region that was proved; 0 where ReLUs are split
     * @param open what is left of it
     * @param stuck whether something is left that can't be split any more, so that no proof will come
     * @param found a counterexample, checked; null where there was none
     */
    public record Searched(long domains, double closed, List<Subtree> open, boolean stuck, Answer.Sat found) {
        public Searched {
            open = List.copyOf(open);
        }

        /** What came of both; no counterexample. */
        private Searched and(Searched more) {
            List<Subtree> both = new ArrayList<>(open);
            both.addAll(more.open);
            return new Searched(domains + more.domains, closed + more.closed, both, stuck || more.stuck, null);
        }
    }

    /**
     * @param known bounds of neurons by region, from {@link #neurons}; none of regions whose boxes are halved
     * @throws IllegalArgumentException where the network has other inputs or outputs than the query
     */
    public SubtreeSearch(Graph network, Query query, VerifySettings settings, Map<Integer, NeuronBounds> known) {
        query.requireFits(network);
        this.network = network;
        this.query = query;
        this.settings = settings;
        this.known = Map.copyOf(known);
        this.chain = settings.splitting() != Splitting.RELU && !query.repeats() ? Chain.of(network) : Optional.empty();
    }

    /** The last few of some things, by their region. */
    private static <T> Map<Integer, T> recent(Consumer<T> dropped) {
        return new LinkedHashMap<>(READY, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, T> eldest) {
                boolean full = size() > READY;
                if (full) {
                    dropped.accept(eldest.getValue());
                }
                return full;
            }
        };
    }

    /** Whether the box of a region is halved; else its ReLUs are split. */
    private boolean halves(int region) {
        return halved.computeIfAbsent(region, this::canBeHalved);
    }

    private boolean canBeHalved(int region) {
        if (chain.isEmpty() || chain.get().inputs() > ChainVerifier.MOST_INPUTS) {
            return false;
        }
        Ends ends = ends(region);
        return ChainVerifier.halves(ends) && boxes(region).bounds.usable();
    }

    private Ends ends(int region) {
        return Ends.of(query.regions().get(region).box());
    }

    private RegionRows rows(Region region) {
        return RegionRows.of(region, query);
    }

    /** Makes closer bounds of the neurons of a step, all of them, on other machines for one. */
    @FunctionalInterface
    public interface Refiner {
        /** @return bounds of all neurons of the network */
        NeuronBounds refined(int region, ReluRefinement.Step step, NeuronBounds bounds);
    }

    /** Closer bounds of every so many-th neuron of a step, from the {@code part}-th on, as all that is given says. */
    public NeuronBounds refined(
            int region, ReluRefinement.Step step, NeuronBounds bounds, int part, int parts, BooleanSupplier stopped) {
        try (var _ = user.enter()) {
            if (!refinements.containsKey(region)) {
                // Regions come one after the other, and each takes memory for all of its neurons.
                refinements.values().forEach(ReluRefinement::close);
                refinements.clear();
            }
            return refinements
                    .computeIfAbsent(region, _ -> {
                        Ends ends = ends(region);
                        return new ReluRefinement(query.network(network), device(), ends.lower(), ends.upper());
                    })
                    .refined(step, bounds, part, parts, stopped);
        }
    }

    /** Why a region can be split in no way, where one can't: then nothing but a {@link Verifier} answers the query. */
    public Optional<String> refusal() {
        try (var _ = user.enter()) {
            for (int region = 0; region < query.regions().size(); region++) {
                if (!halves(region)) {
                    // What ReLUs are split of is the same for all regions.
                    return ReluProver.refusal(query.network(network))
                            .map(why -> "the network's search can't be cut into parts: " + why);
                }
            }
            return Optional.empty();
        }
    }

    /** The same with all of them made here. */
    public Map<Integer, NeuronBounds> neurons(BooleanSupplier stopped) {
        return neurons((region, step, bounds) -> refined(region, step, bounds, 0, 1, stopped), stopped);
    }

    /**
     * Closer bounds of the neurons of the regions whose ReLUs are split, for all searches to stand on.
     *
     * @throws InputException where there is a {@link #refusal}
     */
    public Map<Integer, NeuronBounds> neurons(Refiner refiner, BooleanSupplier stopped) {
        try (var _ = user.enter()) {
            refusal().ifPresent(why -> {
                throw new InputException(why);
            });
            Map<Integer, NeuronBounds> bounds = new HashMap<>();
            for (int region = 0; region < query.regions().size(); region++) {
                if (halves(region)) {
                    continue;
                }
                Ends ends = ends(region);
                int of = region;
                bounds.put(
                        region,
                        ReluTree.tightened(
                                query.network(network),
                                device(),
                                ends.lower(),
                                ends.upper(),
                                settings.work().products(),
                                (step, known) -> refiner.refined(of, step, known),
                                stopped));
            }
            return bounds;
        }
    }

    /**
     * How many domains of a region, about, so many products are enough for, at least 1: of the region whose domains cost most. Nothing but the
     * query says so, so it is the same on any machine.
     */
    public long domains(double products) {
        try (var _ = user.enter()) {
            double dearest = 1;
            for (int region = 0; region < query.regions().size(); region++) {
                if (halves(region)) {
                    dearest =
                            Math.max(dearest, SMALL_ENGINE * chain.orElseThrow().products());
                } else if (ReluProver.refusal(query.network(network)).isEmpty()) {
                    dearest = Math.max(dearest, ReluTree.domain(query.network(network), device()));
                }
            }
            return (long) Math.max(1, products / dearest);
        }
    }

    /** In which arithmetic the query is proved once all is closed. */
    public Arithmetic arithmetic() {
        try (var _ = user.enter()) {
            for (int region = 0; region < query.regions().size(); region++) {
                if (!halves(region) && errors(ends(region)).length == 0) {
                    return Arithmetic.REAL;
                }
            }
            return Arithmetic.FLOAT32;
        }
    }

    /** How far outputs may be off, for which proofs by ReLUs leave room; empty where none is asked for or known. */
    private float[] errors(Ends ends) {
        return settings.neededFor(query) == Arithmetic.FLOAT32
                ? FloatErrors.of(query.network(network), device(), ends.lower(), ends.upper())
                        .orElse(new float[0])
                : new float[0];
    }

    /** The whole query. */
    public List<Subtree> roots() {
        try (var _ = user.enter()) {
            List<Subtree> roots = new ArrayList<>();
            for (int region = 0; region < query.regions().size(); region++) {
                if (halves(region)) {
                    Boxes all = boxes(region);
                    roots.add(new Subtree.Box(region, all.ends.lower(), all.ends.upper(), all.rows.all(), 0, 1.0));
                } else {
                    int violations = query.regions().get(region).violations().size();
                    for (int violation = 0; violation < violations; violation++) {
                        roots.add(new Subtree.Phases(region, violation, ReluLeaf.ROOT));
                    }
                }
            }
            return roots;
        }
    }

    /**
     * The way to split boxes that closes more of the whole query, where that is to be found out.
     *
     * @param domains of each region at most that each way gets
     * @return settings with that way for all searches
     */
    public VerifySettings race(long domains, BooleanSupplier stopped) {
        try (var _ = user.enter()) {
            long each = Math.min(RACE, domains);
            if (settings.splitting() != Splitting.AUTO) {
                return settings;
            }
            double loss = 0;
            double longest = 0;
            for (Subtree root : roots()) {
                if (root instanceof Subtree.Box box) {
                    loss += boxes(box.region())
                            .search(box, Splitting.LOSS, each, stopped, _ -> false)
                            .closed();
                    longest += boxes(box.region())
                            .search(box, Splitting.LONGEST, each, stopped, _ -> false)
                            .closed();
                }
            }
            return settings.withSplitting(longest > loss ? Splitting.LONGEST : Splitting.LOSS);
        }
    }

    /**
     * Searches parts together.
     *
     * @param domains that may be bounded for all of them, about, before the rest is left open; however few they are, some part
     *     gets split
     * @param stopped ends the search now and then; what it left is open
     */
    public Searched search(List<Subtree> parts, long domains, BooleanSupplier stopped) {
        try (var _ = user.enter()) {
            Answer.Sat[] found = {null};
            Predicate<float[]> check = x -> {
                Optional<Answer.Sat> sat = check(x);
                if (sat.isPresent() && (found[0] == null || sat.get().margin() > found[0].margin())) {
                    found[0] = sat.get();
                }
                // One that another order of summation may undo is kept, but the search goes on.
                return sat.isPresent() && sat.get().margin() > 0;
            };
            Splitting way = settings.splitting() == Splitting.LONGEST ? Splitting.LONGEST : Splitting.LOSS;
            Map<Conjunction, List<ReluLeaf>> leaves = new LinkedHashMap<>();
            Searched all = new Searched(0, 0, List.of(), false, null);
            for (Subtree part : parts) {
                switch (part) {
                    case Subtree.Box box -> {
                        Predicate<float[]> checked = settings.attack() ? check : _ -> false;
                        all = all.and(
                                all.domains() < domains
                                        ? boxes(box.region())
                                                .search(box, way, domains - all.domains(), stopped, checked)
                                        : new Searched(0, 0, List.of(box), false, null));
                    }
                    case Subtree.Phases(int region, int violation, ReluLeaf leaf) ->
                        leaves.computeIfAbsent(new Conjunction(region, violation), _ -> new ArrayList<>())
                                .add(leaf);
                }
                if (found[0] != null && found[0].margin() > 0) {
                    break;
                }
            }
            int left = leaves.size();
            for (Map.Entry<Conjunction, List<ReluLeaf>> group : leaves.entrySet()) {
                long share = Math.max(1, (domains - all.domains()) / left--);
                all = all.and(splitRegion(group.getKey().region())
                        .search(group.getKey(), group.getValue(), share, stopped, check));
                if (found[0] != null && found[0].margin() > 0) {
                    break;
                }
            }
            return new Searched(all.domains(), all.closed(), all.open(), all.stuck(), found[0]);
        }
    }

    /** The numbers of a region and of one of its violations. */
    private record Conjunction(int region, int violation) {}

    /** Checks a counterexample from scratch; nothing where it is none. */
    public Optional<Answer.Sat> check(float[] x) {
        try (var _ = user.enter()) {
            if (verification == null) {
                verification = new Verification(query.network(network));
            }
            return Answer.Sat.check(query, verification, x);
        }
    }

    private Device device() {
        if (device == null) {
            device = Cpu.best();
        }
        return device;
    }

    private Boxes boxes(int region) {
        return boxes.computeIfAbsent(region, Boxes::new);
    }

    private SplitRegion splitRegion(int region) {
        return splitRegions.computeIfAbsent(region, SplitRegion::new);
    }

    /** A region whose box is halved. */
    private final class Boxes {
        final Ends ends;
        final RegionRows rows;
        final ChainBounds bounds;

        Boxes(int region) {
            ends = ends(region);
            rows = rows(query.regions().get(region));
            Chain own = chain.orElseThrow();
            bounds = new ChainBounds(
                    own,
                    ends.lower(),
                    ends.upper(),
                    rows.columns(0, own.outputs()),
                    rows.columns(own.outputs(), own.inputs()),
                    rows.constants());
        }

        Searched search(Subtree.Box box, Splitting way, long most, BooleanSupplier stopped, Predicate<float[]> check) {
            // Of a seed of the part's own, so that nothing hangs on what was searched before.
            long seed = settings.seed() + 31L * Arrays.hashCode(box.lower()) + Arrays.hashCode(box.upper());
            ChainAttack attack = new ChainAttack(
                    bounds,
                    rows,
                    box.lower().length,
                    null,
                    seed,
                    settings.work().gradients(),
                    check);
            InputSplitting.Domain domain =
                    new InputSplitting.Domain(box.lower(), box.upper(), box.violations(), 0, box.share());
            InputSplitting search = new InputSplitting(
                    bounds, rows, domain, way, (low, high, plane) -> attack.found(corner(low, high, plane)));
            SearchState state =
                    attack.found(ends.inside(box.lower()), ends.inside(box.upper()), box.violations(), STARTS, stopped)
                            ? SearchState.FOUND
                            : search.run(most, stopped);
            List<Subtree> open = new ArrayList<>();
            for (InputSplitting.Domain left : search.open()) {
                open.add(new Subtree.Box(
                        box.region(),
                        left.lower(),
                        left.upper(),
                        left.violations(),
                        box.depth() + left.depth(),
                        left.share()));
            }
            return new Searched(
                    search.domains(),
                    search.closed(),
                    state == SearchState.FOUND ? List.of() : open,
                    search.stuck(),
                    null);
        }

        private float[] corner(float[] low, float[] high, float[] plane) {
            float[] corner = new float[plane.length];
            ends.corner(low, high, plane, corner);
            return corner;
        }
    }

    /** A region whose ReLUs are split. */
    private final class SplitRegion implements AutoCloseable {
        final Ends ends;
        final RegionRows rows;
        final double[][] columns;
        final float[] errors;
        final ReluTree tree;

        SplitRegion(int region) {
            Graph about = query.network(network);
            ends = ends(region);
            rows = rows(query.regions().get(region));
            columns = rows.columns(0, about.output(about.onlyOutput()).shape().size());
            NeuronBounds bounds = known.get(region);
            if (bounds == null) {
                throw new IllegalStateException("bounds of the neurons of region " + region + " must be made first");
            }
            errors = errors(ends);
            tree = new ReluTree(about, device(), ends.lower(), ends.upper(), bounds.copy());
        }

        Searched search(
                Conjunction of, List<ReluLeaf> parts, long most, BooleanSupplier stopped, Predicate<float[]> check) {
            Unsafe unsafe =
                    rows.unsafe(rows.violations()[of.violation()], columns, _ -> Float.POSITIVE_INFINITY, errors);
            if (unsafe == null) {
                return new Searched(0, 0, List.of(), true, null);
            }
            long[] candidates = {0};
            boolean[] met = {false};
            try (GraphAttack attack = settings.attack() ? attack(check) : null) {
                ReluTree.Searched searched = tree.search(unsafe, parts, most, stopped, point -> {
                    met[0] |= candidate(attack, point, candidates[0]++, stopped, check);
                    return met[0];
                });
                List<Subtree> open = new ArrayList<>();
                boolean stuck = false;
                for (ReluLeaf leaf : searched.leaves()) {
                    stuck |= leaf.stuck();
                    if (!leaf.stuck()) {
                        open.add(new Subtree.Phases(of.region(), of.violation(), leaf));
                    }
                }
                return new Searched(searched.outcome().domains(), 0, met[0] ? List.of() : open, stuck, null);
            }
        }

        private GraphAttack attack(Predicate<float[]> check) {
            return new GraphAttack(
                    query.network(network), device(), rows, ends, GraphAttack.Settings.of(settings), check);
        }

        private boolean candidate(
                GraphAttack attack, float[] point, long number, BooleanSupplier stopped, Predicate<float[]> check) {
            float[] inside = ends.inside(point);
            return attack != null && number % GraphAttack.EACH == 0 ? attack.near(inside, stopped) : check.test(inside);
        }

        @Override
        public void close() {
            tree.close();
        }
    }

    @Override
    public void close() {
        user.end();
        splitRegions.values().forEach(SplitRegion::close);
        refinements.values().forEach(ReluRefinement::close);
    }
}
