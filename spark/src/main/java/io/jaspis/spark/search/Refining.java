package io.jaspis.spark.search;

import io.jaspis.certify.branching.ReluRefinement;
import io.jaspis.certify.linear.NeuronBounds;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Makes closer bounds of a part of a ReLU's neurons.
 *
 * @param job a name of its own for each job
 * @param lower bounds of all neurons
 * @param upper bounds of all neurons
 */
record Refining(
        Broadcast<Instance> instance, String job, int region, int relu, int rounds, float[] lower, float[] upper)
        implements Function<Integer, float[][]> {
    /** Parts of the neurons of a ReLU: the same on each cluster, and enough for many cores. */
    static final int PARTS = 16;

    /** Lower and upper bounds of all neurons. */
    @Override
    public float[][] call(Integer part) {
        TaskContext task = TaskContext.get();
        NeuronBounds closer = instance.value()
                .with(
                        job,
                        search -> search.refined(
                                region,
                                new ReluRefinement.Step(relu, rounds),
                                new NeuronBounds(lower, upper),
                                part,
                                PARTS,
                                task::isInterrupted));
        return new float[][] {closer.lower(), closer.upper()};
    }
}
