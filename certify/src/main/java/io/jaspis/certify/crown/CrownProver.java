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
import io.jaspis.threat.Budget;
import io.jaspis.threat.Domain;
import io.jaspis.threat.InputSet;
import io.jaspis.threat.Logits;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
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

    private final CrownBounds settings;
    private final Problem problem;
    private final Device device = Cpu.best();
    private final Graph network;
    private final Activations activations;
    private final NeuronTightening tightening;
    private final FormBounds forms;
    /** What proves by halves of the ball; null where it isn't for that, or neurons can be split. */
    private final InputProver halving;

    CrownProver(CrownBounds settings, Problem problem) {
        this.settings = settings;
        this.problem = problem;
        this.network = PiecewiseLinear.of(problem.scores());
        this.activations = new Activations(network, device);
        int size = problem.size();
        this.tightening = new NeuronTightening(activations, device, new float[size], new float[size], BATCH);
        boolean halves = settings.stage() == Stage.BRANCHING
                && Activations.splittingRefusal(network).isPresent();
        this.halving = halves ? new InputProver(network, device) : null;
        this.forms = new FormBounds(activations, activations.output(), device, problem.classes());
    }

    /** The smallest box of floats around a ball. */
    private record Box(float[] lower, float[] upper) {
        static Box around(float[] example, Threat threat) {
            float[] lower = new float[example.length];
            float[] upper = new float[example.length];
            Domain domain = threat.around(example) instanceof InputSet.FeatureBall features ? features.domain() : null;
            for (int i = 0; i < example.length; i++) {
                lower[i] = domain == null ? threat.outerLower(i, example[i]) : domain.lower(i);
                upper[i] = domain == null ? threat.outerUpper(i, example[i]) : domain.upper(i);
            }
            return new Box(lower, upper);
        }
    }

    @Override
    public float[] margins(List<Integer> indices, double epsilon, Budget budget, BooleanSupplier stopped) {
        float[] margins = new float[indices.size()];
        Arrays.fill(margins, Float.NEGATIVE_INFINITY);
        Threat threat = problem.threat().withEpsilon(epsilon);
        for (int i = 0; i < margins.length && !stopped.getAsBoolean(); i++) {
            int index = indices.get(i);
            float[] example = new float[problem.size()];
            problem.examples().copy(index, example, 0);
            Box box = Box.around(example, threat);
            margins[i] = settings.stage() == Stage.BRANCHING
                    ? branching(index, box, Math.min(settings.domains(), budget.domains()), stopped)
                    : linear(index, box, stopped);
        }
        return margins;
    }

    /** The label's lead over each class that must not be reached, as a form of the scores. */
    private List<float[]> leads(int index) {
        int label = problem.examples().label(index);
        int target = problem.target(index);
        List<float[]> leads = new ArrayList<>();
        for (int other = 0; other < problem.classes(); other++) {
            if (other != label && (target == Logits.NONE || other == target)) {
                float[] lead = new float[problem.classes()];
                lead[label] = 1;
                lead[other] = -1;
                leads.add(lead);
            }
        }
        return leads;
    }

    private float linear(int index, Box box, BooleanSupplier stopped) {
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
        forms.bound(rows, climbs ? MARGINS : Climb.NONE, 0);
        float least = Float.POSITIVE_INFINITY;
        for (FormBounds.Row row : rows) {
            least = Math.min(least, row.bound());
        }
        return least;
    }

    private float branching(int index, Box box, long most, BooleanSupplier stopped) {
        tightening.restrict(box.lower(), box.upper());
        double neurons = activations.products(tightening.intervals(), 1);
        double each = halving == null ? PASSES_OF_DOMAIN * activations.products() : neurons;
        long domains = Math.min(most, (long) (settings.products() / Math.max(1, each)));
        if (domains < 1 || neurons > settings.products()) {
            return Float.NEGATIVE_INFINITY;
        }
        List<Unsafe> unsafe = new ArrayList<>();
        for (float[] lead : leads(index)) {
            float[] behind = new float[lead.length];
            for (int i = 0; i < behind.length; i++) {
                behind[i] = 0 - lead[i];
            }
            unsafe.add(new Unsafe(new float[][] {behind}, new float[] {0}));
        }
        if (halving != null) {
            return margin(
                    halving.prove(box.lower(), box.upper(), unsafe, settings.products(), domains, stopped, _ -> false));
        }
        try (ReluProver prover = new ReluProver(network, device, box.lower(), box.upper(), settings.products())) {
            float least = Float.POSITIVE_INFINITY;
            for (SplitOutcome outcome : prover.prove(unsafe, domains, stopped, _ -> false)) {
                least = Math.min(least, margin(outcome));
            }
            return least;
        }
    }

    /** Each leaf's bound is a float above 0. */
    private static float margin(SplitOutcome outcome) {
        return outcome instanceof SplitOutcome.Open open ? Math.min(0, open.worst()) : Float.MIN_VALUE;
    }

    @Override
    public void close() {
        tightening.close();
        forms.close();
        if (halving != null) {
            halving.close();
        }
    }
}
