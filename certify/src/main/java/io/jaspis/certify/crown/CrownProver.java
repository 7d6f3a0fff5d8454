package io.jaspis.certify.crown;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.Certifier;
import io.jaspis.certify.branching.InputProver;
import io.jaspis.certify.branching.ReluProver;
import io.jaspis.certify.branching.SplitOutcome;
import io.jaspis.certify.branching.Unsafe;
import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.FormBounds;
import io.jaspis.certify.linear.FormBounds.Climb;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.certify.linear.NeuronLines;
import io.jaspis.certify.linear.NeuronTightening;
import io.jaspis.certify.linear.PiecewiseLinear;
import io.jaspis.tensor.OneThread;
import io.jaspis.threat.Budget;
import io.jaspis.threat.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/** {@link CrownBounds} of one problem, example by example: what one comes to doesn't depend on the others. */
final class CrownProver implements Certifier.Prover {
    private static final Climb MARGINS = new Climb(40, 0.1, 0.05, 0.96);
    private static final int BATCH = 64;
    /** What bounding a domain costs, in passes through the network: its climb, each with its gradient, and splits that are tried. */
    private static final double PASSES_OF_DOMAIN = 40;
    /** Passes for each neuron of a half whose neurons are bounded anew, by what it takes beside a part of a ball that isn't halved. */
    private static final double PASSES_OF_HALF = 16;
    /** What a neuron costs in each pass, in multiplications: the loops over all neurons wait for memory. */
    private static final double NEURON = 200;
    /** Domains that a search for room may take at least. */
    private static final long LEAST_AGAIN = 16;

    private final CrownBounds settings;
    private final OneThread user = new OneThread("prover");
    private final Problem problem;
    private final Device device;
    private final Graph network;
    private final Activations activations;
    private final NeuronTightening tightening;
    private final FormBounds forms;
    /** What proves by halves of the ball; null where it isn't for that, or neurons can be split. */
    private final InputProver halving;

    /** Null until something is asked of it. */
    private FloatRoom room;

    CrownProver(CrownBounds settings, Problem problem) {
        this.settings = settings;
        this.problem = problem;
        this.device = Cpu.beside(problem.device());
        this.network = PiecewiseLinear.of(problem.scores());
        this.activations = new Activations(network, device);
        int size = problem.size();
        this.tightening = new NeuronTightening(activations, device, new float[size], new float[size], BATCH);
        boolean halves = settings.stage() == Stage.BRANCHING
                && Activations.splittingRefusal(network).isPresent();
        this.halving = halves ? new InputProver(network, device) : null;
        this.forms = new FormBounds(activations, activations.output(), device, problem.classes());
    }

    /**
     * What a domain costs, about, in multiplications; above 0. Of a small network this is mostly what its neurons cost besides, and where
     * the ball is halved each half has bounds of all neurons made anew.
     */
    static double domain(Activations activations) {
        int neurons = activations.neurons();
        int inputs = activations.input().shape().size();
        double pass = activations.products() + NEURON * (neurons + 0.5 * inputs);
        boolean halves = Activations.splittingRefusal(activations.network()).isPresent();
        return pass * (PASSES_OF_DOMAIN + (halves ? PASSES_OF_HALF * neurons : 0));
    }

    @Override
    public float[] margins(List<Integer> indices, double epsilon, Budget budget, BooleanSupplier stopped) {
        try (var _ = user.enter()) {
            float[] margins = new float[indices.size()];
            Arrays.fill(margins, Float.NEGATIVE_INFINITY);
            for (int i = 0; i < margins.length && !stopped.getAsBoolean(); i++) {
                int index = indices.get(i);
                Box box = Box.around(problem, index, epsilon);
                margins[i] = settings.stage() == Stage.BRANCHING
                        ? branching(index, epsilon, box, Math.min(settings.domains(), budget.domains()), stopped)
                        : linear(index, epsilon, box, stopped);
            }
            return margins;
        }
    }

    /** The label's lead over each class that must not be reached, as a form of the scores. */
    private List<float[]> leads(int index) {
        int label = problem.examples().label(index);
        List<float[]> leads = new ArrayList<>();
        for (int rival : problem.rivals(index)) {
            float[] lead = new float[problem.classes()];
            lead[label] = 1;
            lead[rival] = -1;
            leads.add(lead);
        }
        return leads;
    }

    private float linear(int index, double epsilon, Box box, BooleanSupplier stopped) {
        tightening.restrict(box.lower(), box.upper());
        NeuronBounds bounds = tightening.intervals();
        boolean climbs = settings.stage() == Stage.ALPHA_CROWN;
        if (activations.products(bounds, 1) <= settings.products()) {
            tightening.tighten(bounds, Climb.NONE, stopped);
        }
        if (climbs && activations.products(bounds, NeuronTightening.SLOPES.passes()) <= settings.products() / 2) {
            tightening.tighten(bounds, NeuronTightening.SLOPES, stopped);
        }
        forms.restrict(box.lower(), box.upper(), bounds);
        NeuronLines lines = activations.lines(bounds);
        List<FormBounds.Row> rows = new ArrayList<>();
        for (float[] lead : leads(index)) {
            rows.add(new FormBounds.Row(lead, lines, new int[0], lines.adaptive()));
        }
        forms.bound(rows, climbs ? MARGINS : Climb.NONE, climbs ? wanted(index, epsilon, box) : 0);
        float least = Float.POSITIVE_INFINITY;
        for (FormBounds.Row row : rows) {
            least = Math.min(least, row.bound());
        }
        return least;
    }

    /** The margin beyond which a climb needn't go: what proves, and at the radius that is asked for leaves room for float32, too. */
    private float wanted(int index, double epsilon, Box box) {
        if (epsilon != problem.threat().epsilon()) {
            return 0;
        }
        float around = room().around(index, box);
        return Float.isFinite(around) ? around : 0;
    }

    private FloatRoom room() {
        if (room == null) {
            room = new FloatRoom(problem);
        }
        return room;
    }

    private float branching(int index, double epsilon, Box box, long most, BooleanSupplier stopped) {
        tightening.restrict(box.lower(), box.upper());
        double neurons = activations.products(tightening.intervals(), 1);
        double each = halving == null ? PASSES_OF_DOMAIN * activations.products() : neurons;
        long domains = Math.min(most, (long) (settings.products() / Math.max(1, each)));
        if (domains < 1 || neurons > settings.products()) {
            return Float.NEGATIVE_INFINITY;
        }
        Found real = led(index, box, 0, domains, stopped);
        if (!real.proved()) {
            return Math.min(0, real.least());
        }
        // A search has no margin but the one that it is asked for, so what leaves room for float32 is searched for
        // anew; along a curve nobody asks for it.
        if (epsilon != problem.threat().epsilon()) {
            return Float.MIN_VALUE;
        }
        float around = room().around(index, box);
        // Little more than the lead takes twice the work; where far more is asked for, it isn't there to be found.
        long again = Math.min(most - real.domains(), Math.max(LEAST_AGAIN, 2 * real.domains()));
        boolean more = Float.isFinite(around) && again > 0;
        return more
                        && led(index, box, around, Math.min(domains, again), stopped)
                                .proved()
                ? around
                : Float.MIN_VALUE;
    }

    /**
     * What came of a search.
     *
     * @param proved whether the label leads by more than what was asked for
     * @param least by how much it leads more than that at least, where it isn't proved
     */
    private record Found(boolean proved, float least, long domains) {}

    /** Tries to prove that the label leads by more than this. */
    private Found led(int index, Box box, float by, long domains, BooleanSupplier stopped) {
        List<Unsafe> unsafe = new ArrayList<>();
        for (float[] lead : leads(index)) {
            float[] behind = new float[lead.length];
            for (int i = 0; i < behind.length; i++) {
                behind[i] = 0 - lead[i];
            }
            unsafe.add(new Unsafe(new float[][] {behind}, new float[] {0 - by}));
        }
        List<SplitOutcome> outcomes;
        if (halving != null) {
            outcomes = List.of(
                    halving.prove(box.lower(), box.upper(), unsafe, settings.products(), domains, stopped, _ -> false));
        } else {
            try (ReluProver prover = new ReluProver(network, device, box.lower(), box.upper(), settings.products())) {
                outcomes = prover.prove(unsafe, domains, stopped, _ -> false);
            }
        }
        boolean proved = true;
        float least = Float.POSITIVE_INFINITY;
        long spent = 0;
        for (SplitOutcome outcome : outcomes) {
            spent += outcome.domains();
            if (outcome instanceof SplitOutcome.Open open) {
                proved = false;
                least = Math.min(least, open.worst());
            }
        }
        return new Found(proved, least, spent);
    }

    @Override
    public void close() {
        user.end();
        tightening.close();
        forms.close();
        if (room != null) {
            room.close();
        }
        if (halving != null) {
            halving.close();
        }
    }
}
