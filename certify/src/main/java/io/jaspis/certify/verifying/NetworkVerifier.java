package io.jaspis.certify.verifying;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.certify.branching.InputProver;
import io.jaspis.certify.branching.ReluProver;
import io.jaspis.certify.branching.SplitOutcome;
import io.jaspis.certify.branching.Unsafe;
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.certify.linear.FloatErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Verifies one region of a network of any size by its graph: attacks first, then branch and bound over its ReLUs, or over boxes of
 * inputs where it has other activations.
 */
final class NetworkVerifier {
    /** Batches of starts that are tried where nothing more can be proved. */
    private static final int MORE_ATTACKS = 100;

    /** Boxes that are bounded at most of what splitting neurons left: of unsafe points on the very edge there is no end. */
    private static final long MOST_HALVES = 100_000;

    private final Graph network;
    private final RegionRows region;
    private final double[][] rows;
    private final Ends ends;
    private final VerifySettings settings;
    private final Device device;
    private final Predicate<float[]> check;
    private final BooleanSupplier stopped;
    private final Progress progress;
    private final Arithmetic needed;
    private Arithmetic proved = Arithmetic.REAL;
    private long domains;
    private long gradients;
    private long candidates;
    /** The largest magnitudes of outputs in the box; null before they are asked for. */
    private float[] sizes;

    /** @param network what the rows are about: of a query with inputs in its rows, with the inputs behind the outputs */
    NetworkVerifier(Graph network, Device device, RegionTask task, Listener listener) {
        this.network = network;
        this.device = device;
        this.region = task.rows();
        this.ends = task.ends();
        this.settings = task.settings();
        this.needed = task.needed();
        this.check = listener.check();
        this.stopped = listener.stopped();
        this.progress = listener.progress();
        this.rows =
                region.columns(0, network.output(network.onlyOutput()).shape().size());
    }

    long domains() {
        return domains;
    }

    /** Gradients that the attacks took, each of one point. */
    long gradients() {
        return gradients;
    }

    SearchState run() {
        if (!settings.attack()) {
            return prove(_ -> false);
        }
        try (GraphAttack attack =
                new GraphAttack(network, device, region, ends, GraphAttack.Settings.of(settings), check)) {
            SearchState state = run(attack);
            gradients += attack.gradients();
            return state;
        }
    }

    private SearchState run(GraphAttack attack) {
        // Few long steps find what is easy; many short ones what is near.
        if (attack.found(24, 0.25f, 0.02f, stopped) || attack.found(100, 0.1f, 0.004f, stopped)) {
            return SearchState.FOUND;
        }
        if (attack.lost() && !stopped.getAsBoolean()) {
            attack.leak();
            if (attack.found(100, 0.1f, 0.004f, stopped)) {
                return SearchState.FOUND;
            }
        }
        SearchState state = prove(point -> candidate(attack, point));
        int more = settings.work().limited() ? 0 : MORE_ATTACKS;
        for (int n = 0; n < more && state == SearchState.STUCK && !stopped.getAsBoolean(); n++) {
            if (attack.found(200, 0.2f, 0.002f, stopped)) {
                return SearchState.FOUND;
            }
        }
        return state;
    }

    /** Looks at a point where the search thinks that an unsafe set may be met; from some of them an attack goes on. */
    private boolean candidate(GraphAttack attack, float[] point) {
        return candidates++ % GraphAttack.EACH == 0 && attack.near(ends.inside(point), stopped);
    }

    /** In which arithmetic what was proved holds. */
    Arithmetic arithmetic() {
        return proved;
    }

    private SearchState prove(Predicate<float[]> found) {
        if (needed == Arithmetic.FLOAT32) {
            float[] errors =
                    FloatErrors.of(network, device, ends.lower(), ends.upper()).orElse(null);
            if (errors != null) {
                SearchState state = prove(errors, found);
                proved = state == SearchState.PROVED ? Arithmetic.FLOAT32 : Arithmetic.REAL;
                // Whether it holds of real numbers is found out where work isn't counted.
                if (state != SearchState.STUCK || settings.work().limited() || stopped.getAsBoolean()) {
                    return state;
                }
            }
        }
        return prove(new float[0], found);
    }

    /** @param errors how far outputs may be off, for which a proof leaves room; empty for none */
    private SearchState prove(float[] errors, Predicate<float[]> found) {
        boolean relus = ReluProver.refusal(network).isEmpty();
        if (!relus && InputProver.refusal(network).isPresent()) {
            return SearchState.STUCK;
        }
        List<Unsafe> unsafe = new ArrayList<>();
        for (int[] violation : region.violations()) {
            Unsafe own = region.unsafe(violation, rows, this::size, errors);
            if (own == null) {
                return SearchState.STUCK;
            }
            unsafe.add(own);
        }
        boolean[] met = {false};
        Predicate<float[]> telling = point -> {
            met[0] |= found.test(point);
            return met[0];
        };
        List<SplitOutcome> outcomes;
        if (relus) {
            outcomes = byNeurons(unsafe, telling);
            if (!met[0]) {
                outcomes = halvingWhatIsStuck(outcomes, unsafe, telling);
            }
        } else {
            outcomes = List.of(byInputs(unsafe, settings.work().domains(), telling));
        }
        boolean all = true;
        int open = 0;
        for (SplitOutcome outcome : outcomes) {
            domains += outcome.domains();
            all &= outcome instanceof SplitOutcome.Proved;
            open += outcome instanceof SplitOutcome.Open(float _, int left, long _) ? left : 0;
        }
        progress.told(domains, open, all ? 1 : 0);
        if (met[0]) {
            return SearchState.FOUND;
        }
        return all ? SearchState.PROVED : stopped.getAsBoolean() ? SearchState.OPEN : SearchState.STUCK;
    }

    /** The largest magnitude of an output in the box, by interval bounds. */
    private double size(int output) {
        if (sizes == null) {
            String input = network.onlyInput();
            String name = network.onlyOutput();
            try (Execution execution = device.load(Plan.of(Intervals.of(network), 1))) {
                execution.write(input + Intervals.LOWER, ends.lower(), 0);
                execution.write(input + Intervals.UPPER, ends.upper(), 0);
                execution.run();
                float[] lower = execution.read(name + Intervals.LOWER);
                sizes = execution.read(name + Intervals.UPPER);
                for (int i = 0; i < sizes.length; i++) {
                    sizes[i] = Math.max(Math.abs(lower[i]), Math.abs(sizes[i]));
                }
            }
        }
        return sizes[output];
    }

    private List<SplitOutcome> byNeurons(List<Unsafe> unsafe, Predicate<float[]> found) {
        try (ReluProver prover = new ReluProver(
                network, device, ends.lower(), ends.upper(), settings.work().products())) {
            return prover.prove(unsafe, settings.work().domains(), stopped, found);
        }
    }

    /**
     * A domain without unstable neurons is excluded by one row of a conjunction or not at all; where only several rows together do,
     * halves of the box may be excluded by one each. Not where work is counted: what is left has had its share.
     */
    private List<SplitOutcome> halvingWhatIsStuck(
            List<SplitOutcome> outcomes, List<Unsafe> unsafe, Predicate<float[]> found) {
        List<Unsafe> stuck = IntStream.range(0, unsafe.size())
                .filter(i -> !(outcomes.get(i) instanceof SplitOutcome.Proved))
                .mapToObj(unsafe::get)
                .toList();
        boolean few = ends.open() <= ChainVerifier.MOST_INPUTS;
        if (stuck.isEmpty() || !few || settings.work().limited() || stopped.getAsBoolean()) {
            return outcomes;
        }
        long before = outcomes.stream().mapToLong(SplitOutcome::domains).sum();
        return List.of(byInputs(stuck, MOST_HALVES, found).after(new SplitOutcome.Proved(before)));
    }

    private SplitOutcome byInputs(List<Unsafe> unsafe, long most, Predicate<float[]> found) {
        try (InputProver prover = new InputProver(network, device)) {
            return prover.prove(
                    ends.lower(), ends.upper(), unsafe, settings.work().products(), most, stopped, found);
        }
    }
}
