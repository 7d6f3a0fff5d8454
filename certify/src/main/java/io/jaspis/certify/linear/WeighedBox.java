package io.jaspis.certify.linear;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The box that inputs lie in, as passes take it, and what their rounding errors weigh there. */
final class WeighedBox {
    private final Activations activations;
    private final Graph weights;
    private final Plan weighing;
    private final Device device;
    private final Map<String, float[]> weighed = new HashMap<>();
    private float[] centre;
    private float[] radius;

    /** @param weights makes what errors weigh of the magnitudes on a box */
    WeighedBox(Activations activations, Graph weights, Device device) {
        this.activations = activations;
        this.weights = weights;
        this.weighing = Plan.of(weights, 1);
        this.device = device;
    }

    /** What errors weigh on the box, by the names of a pass's inputs. */
    Map<String, float[]> weights() {
        return weighed;
    }

    /** Says where the input lies, and between what bounds the activations' operands lie there. */
    void restrict(float[] lower, float[] upper, NeuronBounds bounds) {
        float[] magnitude = place(lower, upper);
        weighed.clear();
        boolean known = true;
        try (Execution execution = device.load(weighing)) {
            weights.inputs().keySet().forEach(name -> {
                if (name.equals(Magnitudes.INPUT)) {
                    execution.write(name, magnitude, 0);
                } else {
                    int activation = Integer.parseInt(name.substring(name.indexOf('.') + 1));
                    float[] all = name.startsWith(Magnitudes.LOWER) ? bounds.lower() : bounds.upper();
                    execution.write(name, all, activations.start(activation));
                }
            });
            execution.run();
            for (String name : weights.outputs().keySet()) {
                float[] read = execution.read(name);
                known &= upToLargest(read);
                if (name.startsWith(RoundingErrors.WEIGHTS)) {
                    weighed.put(name, read);
                }
            }
        }
        if (!known) {
            weighed.values().forEach(error -> Arrays.fill(error, Float.POSITIVE_INFINITY));
        }
    }

    /** Takes centre and radius of a box; the largest magnitude of each input in it, rounded up. */
    private float[] place(float[] lower, float[] upper) {
        centre = new float[lower.length];
        radius = new float[lower.length];
        float[] magnitude = new float[lower.length];
        for (int i = 0; i < lower.length; i++) {
            centre[i] = (float) (0.5 * ((double) lower[i] + upper[i]));
            double reach = Math.max((double) upper[i] - centre[i], (double) centre[i] - lower[i]);
            radius[i] = reach == 0 ? 0 : Math.nextUp((float) Math.nextUp(reach));
            magnitude[i] = Math.nextUp((float) (Math.abs((double) centre[i]) + radius[i]));
        }
        return magnitude;
    }

    private static boolean upToLargest(float[] magnitudes) {
        for (float magnitude : magnitudes) {
            if (!(magnitude <= RoundingErrors.LARGEST)) {
                return false;
            }
        }
        return true;
    }

    /** Writes what of it a pass takes. */
    void write(Execution execution, Graph graph) {
        weighed.forEach((name, error) -> writeWhereUsed(execution, graph, name, error));
        writeWhereUsed(execution, graph, FormPass.CENTRE, centre);
        writeWhereUsed(execution, graph, FormPass.RADIUS, radius);
    }

    private static void writeWhereUsed(Execution execution, Graph graph, String name, float[] elements) {
        if (graph.inputs().containsKey(name)) {
            execution.write(name, elements, 0);
        }
    }
}
