package io.jaspis.certify.branching;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.chain.Chain;
import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.Biases;
import io.jaspis.certify.linear.FoldedNetwork;
import io.jaspis.certify.linear.FormBounds.Climb;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.certify.linear.NeuronTightening;
import io.jaspis.certify.linear.PiecewiseLinear;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;

/** A network on a box, what bounds its neurons there, and what a search on it costs. For one thread at a time. */
final class Ground implements AutoCloseable {
    private static final Climb LEAVES = new Climb(8, 0.1, 0.1, 0.95);
    /** How often trees of single neurons are split, step by step. */
    static final int[] ROUNDS = {16, 64, 256};
    /** What a neuron costs in each pass, in multiplications: the loops over all neurons wait for memory. */
    private static final double NEURON = 200;
    /** What a pass costs where it is worth it to make another network of less. */
    private static final double WORTH_PRUNING = 1e5;
    /** The share of the memory that trees of neurons may take. */
    private static final double MEMORY = 0.25;
    /** How much longer a product takes the reference interpreter. */
    private static final double INTERPRETED = 200;

    final Activations activations;
    final float[] lower;
    final float[] upper;
    final NeuronTightening tightening;
    private final NeuronRefinement refinement;
    /** The network as a chain, once it was asked for. */
    private Optional<Chain> chain;

    /**
     * @param batch rows that are bounded together
     * @throws io.jaspis.autodiff.InputException where an operation is neither linear nor a ReLU
     */
    Ground(Graph network, Device device, float[] lower, float[] upper, int batch) {
        this.activations = new Activations(network, device);
        activations.requireRelus();
        this.lower = lower;
        this.upper = upper;
        this.tightening = new NeuronTightening(activations, device, lower, upper, batch);
        this.refinement = new NeuronRefinement(activations, tightening, Biases.of(activations, device), LEAVES);
    }

    /** Of a network as it is, on a box of its own copy, for searches as they usually are. */
    static Ground of(Graph network, Device device, float[] lower, float[] upper) {
        return new Ground(
                PiecewiseLinear.of(network),
                device,
                lower.clone(),
                upper.clone(),
                ReluSplitting.Settings.USUAL.batch());
    }

    /**
     * Closes in the bounds of neurons by CROWN, layer by layer as long as so many multiplications are enough, or to the end where as
     * many are allowed as a search takes by itself.
     */
    void tighten(NeuronBounds bounds, double products, BooleanSupplier stopped) {
        double left = products < ReluProver.MOST_PRODUCTS ? products : Double.POSITIVE_INFINITY;
        for (int relu = 0; relu < activations.nonlinear().size() && !stopped.getAsBoolean(); relu++) {
            left -= activations.first(relu) ? 0 : activations.products(relu, bounds, 1);
            if (left < 0) {
                return;
            }
            tightening.tighten(relu, bounds, Climb.NONE, stopped);
        }
    }

    /**
     * Closes in the bounds of neurons by α-CROWN, where that costs at most half of so many multiplications.
     *
     * @return whether it did
     */
    boolean climb(NeuronBounds bounds, double products, BooleanSupplier stopped) {
        if (activations.products(bounds, NeuronTightening.SLOPES.passes()) >= products / 2) {
            return false;
        }
        tightening.tighten(bounds, NeuronTightening.SLOPES, stopped);
        return true;
    }

    /**
     * Closes in the bounds of neurons by splitting earlier ones, so often in each tree.
     *
     * @param refiner of each step, which gives closer bounds than those it is given
     */
    NeuronBounds refine(
            NeuronBounds bounds,
            int rounds,
            BiFunction<ReluRefinement.Step, NeuronBounds, NeuronBounds> refiner,
            BooleanSupplier stopped) {
        NeuronBounds closer = bounds;
        for (int relu = 0; relu < activations.nonlinear().size() && !stopped.getAsBoolean(); relu++) {
            if (!activations.first(relu)) {
                tightening.tighten(relu, closer, NeuronTightening.SLOPES, stopped);
                closer = refiner.apply(new ReluRefinement.Step(relu, rounds), closer);
            }
        }
        return closer;
    }

    /** Closes in the bounds of these neurons of one ReLU's operand. */
    void refine(int relu, NeuronBounds bounds, int rounds, IntPredicate chosen, BooleanSupplier stopped) {
        refinement.refine(relu, bounds, NeuronTightening.SLOPES, rounds, chosen, stopped);
    }

    /** Closes in the bounds of neurons by the trees of the call before, in each of which the worst leaf is split so often more. */
    void goOn(NeuronBounds bounds, int rounds, BooleanSupplier stopped) {
        for (int relu = 0; relu < activations.nonlinear().size() && !stopped.getAsBoolean(); relu++) {
            if (!activations.first(relu)) {
                refinement.goOn(relu, bounds, NeuronTightening.SLOPES, rounds, stopped);
            }
        }
    }

    /** What that costs, about, in multiplications; infinitely much where there isn't the memory for it. */
    double goingOn(NeuronBounds bounds, int rounds) {
        double sum = 0;
        double numbers = 0;
        for (int relu = 0; relu < activations.nonlinear().size(); relu++) {
            if (!activations.first(relu)) {
                double trees = refinement.trees(relu, bounds);
                numbers += trees * (refinement.leaves(relu) + rounds) * activations.neurons();
                double pass = cost(activations.productsBefore(relu), activations.start(relu));
                sum += 2 * trees * rounds * LEAVES.passes() * pass;
            }
        }
        return numbers * Float.BYTES > MEMORY * Runtime.getRuntime().maxMemory() ? Double.POSITIVE_INFINITY : sum;
    }

    /** Goes on with the trees of another, from whose network neurons were left out. */
    void takeOver(Ground other, PrunedNetwork pruned) {
        refinement.takeOver(other.refinement, pruned.neurons());
    }

    /** The products that {@link #refine} takes, about. */
    double refining(NeuronBounds bounds, int rounds) {
        return activations.products(bounds, 2.0 * rounds * LEAVES.passes());
    }

    boolean convolves() {
        return activations.network().values().stream().anyMatch(value -> value.op() instanceof Linear.Convolve);
    }

    /** What a pass costs, in multiplications. */
    double cost() {
        return cost(activations.products(), activations.neurons());
    }

    /** What a pass through what the network folds to would cost; a product of matrices does more at a time. */
    double folded(NeuronBounds bounds) {
        return cost(0.5 * FoldedNetwork.products(activations, bounds, lower, upper), bounds.open());
    }

    /** The network without the neurons that are off on the box, where so much less of a pass's cost is left. */
    Optional<PrunedNetwork> pruned(NeuronBounds bounds, double share) {
        if (cost() < WORTH_PRUNING) {
            return Optional.empty();
        }
        chain = chain == null ? Chain.of(activations.network()) : chain;
        return chain.flatMap(layers -> PrunedNetwork.of(layers, activations, bounds))
                .filter(pruned -> cost(pruned.products(), pruned.bounds().neurons()) < share * cost());
    }

    private double cost(double products, int neurons) {
        return products + NEURON * (neurons + 0.5 * lower.length);
    }

    /** What it costs to fold: a form for each open neuron and its opposite, followed by the reference interpreter. */
    double folding(NeuronBounds bounds) {
        return 2.0 * bounds.open() * activations.products() * INTERPRETED;
    }

    @Override
    public void close() {
        tightening.close();
    }
}
