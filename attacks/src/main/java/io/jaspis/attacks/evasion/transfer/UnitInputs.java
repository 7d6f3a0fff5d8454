package io.jaspis.attacks.evasion.transfer;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Features;
import io.jaspis.threat.Threat;
import java.util.stream.IntStream;

/**
 * Some of the examples with each element's range from 0 to 1, so that a network learns from them whatever their units.
 * The range of an element that never moves is that of these inputs.
 */
final class UnitInputs implements Examples {
    private final Examples examples;
    private final Threat threat;
    private final Shape shape;
    private final int classes;
    private final int[] chosen;
    private final double[] lower;
    private final double[] width;

    /**
     * @param shape of what is attacked
     * @param classes that it tells apart
     * @param most of the examples that are there, from the first on
     */
    UnitInputs(Examples examples, Threat threat, Shape shape, int classes, int most) {
        this.examples = examples;
        this.threat = threat;
        this.shape = shape;
        this.classes = classes;
        this.chosen = IntStream.range(0, examples.count())
                .filter(examples::holds)
                .limit(most)
                .toArray();
        int size = shape.size();
        this.lower = new double[size];
        this.width = new double[size];
        float[] least = new float[size];
        float[] largest = new float[size];
        seen(least, largest);
        for (int i = 0; i < size; i++) {
            boolean moves = threat.unit(i) > 0;
            lower[i] = moves ? threat.lower(i) : least[i];
            double upper = moves ? threat.upper(i) : largest[i];
            width[i] = upper - lower[i];
        }
    }

    private void seen(float[] least, float[] largest) {
        float[] x = new float[least.length];
        for (int n = 0; n < chosen.length; n++) {
            examples.copy(chosen[n], x, 0);
            for (int i = 0; i < x.length; i++) {
                least[i] = n == 0 ? x[i] : Math.min(least[i], x[i]);
                largest[i] = n == 0 ? x[i] : Math.max(largest[i], x[i]);
            }
        }
    }

    @Override
    public int count() {
        return chosen.length;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public int label(int index) {
        return examples.label(chosen[index]);
    }

    @Override
    public void copy(int index, float[] destination, int offset) {
        examples.copy(chosen[index], destination, offset);
        for (int i = 0; i < lower.length; i++) {
            destination[offset + i] = (float) ((destination[offset + i] - lower[i]) / unit(i));
        }
    }

    /** What has one value is counted in its own unit. */
    private double unit(int element) {
        return width[element] > 0 ? width[element] : 1;
    }

    /** The input that there is nearest to one in units: whole numbers, levels, and one category of each group. */
    void settle(float[] units, int from, float[] x, int to) {
        Features features = threat.features();
        for (int i = 0; i < lower.length; i++) {
            float value = value(i, units[from + i]);
            if (features != null && features.isWhole(i)) {
                value = (float) Math.rint(value);
            } else if (features != null && features.lastLevel() > 0) {
                value = features.levels(i).value(features.levels(i).nearest(value));
            }
            x[to + i] = value;
        }
        for (int group = 0; features != null && group < features.groups(); group++) {
            int[] categories = features.elements(group);
            int largest = categories[0];
            for (int category : categories) {
                float leads = value(largest, units[from + largest]);
                largest = value(category, units[from + category]) > leads ? category : largest;
            }
            for (int category : categories) {
                x[to + category] = category == largest ? 1 : 0;
            }
        }
    }

    /** What an element is, of so many units: what has one value has it. */
    private float value(int element, float units) {
        return (float)
                Math.clamp(lower[element] + units * width[element], lower[element], lower[element] + width[element]);
    }

    /** Inputs of the same shape in units. */
    Value inUnits(Trace trace, Value x) {
        float[] least = new float[lower.length];
        float[] factors = new float[lower.length];
        for (int i = 0; i < lower.length; i++) {
            least[i] = (float) lower[i];
            factors[i] = (float) (1 / unit(i));
        }
        return x.minus(trace.constant(Tensor.of(shape, least))).times(trace.constant(Tensor.of(shape, factors)));
    }
}
