package io.jaspis.certify.verifying;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.branching.ReluLeaf;
import io.jaspis.certify.branching.ReluProver;
import io.jaspis.certify.branching.ReluRefinement;
import io.jaspis.certify.branching.ReluTree;
import io.jaspis.certify.chain.Chain;
import io.jaspis.certify.linear.FloatErrors;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.tensor.OneThread;
import io.jaspis.threat.Verification;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import java.util.ArrayList;
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

    private final OneThread user = new OneThread("search");
    private final Graph network;
    private final Query query;
    private final VerifySettings settings;
    private final Optional<Chain> chain;
    private final Map<Integer, NeuronBounds> known;
    private final Map<Integer, Boolean> halved = new HashMap<>();
    private final Map<Integer, HalvedRegion> halvedRegions = recent(_ -> {});
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
        return ChainVerifier.halves(ends) && halvedRegion(region).usable();
    }

    private Ends ends(int region) {
        return Ends.of(query.regions().get(region).box());
    }

    private RegionRows rows(int region) {
        return RegionRows.of(query.regions().get(region), query);
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
                    roots.add(halvedRegion(region).whole());
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
                    HalvedRegion region = halvedRegion(box.region());
                    loss += region.search(box, Splitting.LOSS, each, stopped, _ -> false)
                            .closed();
                    longest += region.search(box, Splitting.LONGEST, each, stopped, _ -> false)
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
            Best best = new Best();
            Map<Conjunction, List<ReluLeaf>> leaves = new LinkedHashMap<>();
            Searched all = new Searched(0, 0, List.of(), false, null);
            for (Subtree part : parts) {
                switch (part) {
                    case Subtree.Box box -> all = all.and(halve(box, domains - all.domains(), stopped, best));
                    case Subtree.Phases(int region, int violation, ReluLeaf leaf) ->
                        leaves.computeIfAbsent(new Conjunction(region, violation), _ -> new ArrayList<>())
                                .add(leaf);
                }
                if (best.holds()) {
                    break;
                }
            }
            int left = leaves.size();
            for (Map.Entry<Conjunction, List<ReluLeaf>> group : leaves.entrySet()) {
                Conjunction of = group.getKey();
                long share = Math.max(1, (domains - all.domains()) / left--);
                all = all.and(splitRegion(of.region()).search(of.violation(), group.getValue(), share, stopped, best));
                if (best.holds()) {
                    break;
                }
            }
            return new Searched(all.domains(), all.closed(), all.open(), all.stuck(), best.found);
        }
    }

    /** Searches a box as far as so many domains last; where none are left, it is open. */
    private Searched halve(Subtree.Box box, long domains, BooleanSupplier stopped, Best best) {
        if (domains <= 0) {
            return new Searched(0, 0, List.of(box), false, null);
        }
        Splitting way = settings.splitting() == Splitting.LONGEST ? Splitting.LONGEST : Splitting.LOSS;
        return halvedRegion(box.region()).search(box, way, domains, stopped, settings.attack() ? best : _ -> false);
    }

    /** Checks points, and keeps the counterexample among them whose margin is largest. */
    private final class Best implements Predicate<float[]> {
        private Answer.Sat found;

        @Override
        public boolean test(float[] x) {
            Optional<Answer.Sat> sat = check(x);
            if (sat.isPresent() && (found == null || sat.get().margin() > found.margin())) {
                found = sat.get();
            }
            // One that another order of summation may undo is kept, but the search goes on.
            return sat.isPresent() && sat.get().margin() > 0;
        }

        /** Whether there is one that no order of summation undoes. */
        boolean holds() {
            return found != null && found.margin() > 0;
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

    private HalvedRegion halvedRegion(int region) {
        return halvedRegions.computeIfAbsent(
                region, number -> new HalvedRegion(number, chain.orElseThrow(), ends(number), rows(number), settings));
    }

    private SplitRegion splitRegion(int region) {
        return splitRegions.computeIfAbsent(region, number -> {
            NeuronBounds bounds = known.get(number);
            if (bounds == null) {
                throw new IllegalStateException("bounds of the neurons of region " + number + " must be made first");
            }
            Ends ends = ends(number);
            SplitRegion.Place place =
                    new SplitRegion.Place(number, query.network(network), device(), ends, rows(number));
            return new SplitRegion(place, bounds, errors(ends), settings);
        });
    }

    @Override
    public void close() {
        user.end();
        splitRegions.values().forEach(SplitRegion::close);
        refinements.values().forEach(ReluRefinement::close);
    }
}
