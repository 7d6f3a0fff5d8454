package io.jaspis.certify.specification;

import static io.jaspis.autodiff.reference.ExactArithmetic.EXACT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.certify.intervals.Box;
import io.jaspis.certify.intervals.Trial;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

class MarginsLaws {

    /** How a network ends, and whether its last layer's weights take the margins in. */
    private enum Ending {
        DENSE(true),
        DENSE_WITH_BIAS(true),
        BIAS_FIRST(true),
        RESHAPED(true),
        RESHAPED_WITH_BIAS(true),
        TRANSPOSED(false),
        RELU(false),
        SCALED(false),
        IMAGE(false),
        BATCHED_SUM(false);

        final boolean merged;

        Ending(boolean merged) {
            this.merged = merged;
        }
    }

    private static final int HIDDEN = 6;

    private static Tensor tensor(SplittableRandom random, Shape shape) {
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) random.nextDouble(-1, 1);
        }
        return tensor;
    }

    private static Graph network(Ending ending, int classes, SplittableRandom random) {
        Trace trace = new Trace();
        Value hidden = trace.input("x", Shape.of(4))
                .dense(trace.constant(tensor(random, Shape.of(HIDDEN, 4))))
                .relu();
        Value weights = trace.constant(tensor(random, Shape.of(classes, HIDDEN)));
        Value bias = trace.constant(tensor(random, Shape.of(classes)));
        Value dense = hidden.dense(weights);
        Value logits = switch (ending) {
            case DENSE -> dense;
            case DENSE_WITH_BIAS -> dense.plus(bias);
            case BIAS_FIRST -> bias.plus(dense);
            case RESHAPED -> dense.reshape(Shape.of(1, classes, 1));
            case RESHAPED_WITH_BIAS -> dense.plus(bias).reshape(Shape.of(classes, 1));
            case TRANSPOSED -> hidden.denseTransposed(trace.constant(tensor(random, Shape.of(HIDDEN, classes))));
            case RELU -> dense.plus(bias).relu();
            case SCALED -> dense.scale(0.3f);
            case IMAGE -> hidden.reshape(Shape.of(2, 3)).dense(trace.constant(tensor(random, Shape.of(2, 3))));
            case BATCHED_SUM -> dense.plus(hidden.dense(weights.scale(0.7f)));
        };
        return trace.graph("logits", logits);
    }

    private static float[] oneHot(int classes, int label) {
        float[] row = new float[classes];
        row[label] = 1;
        return row;
    }

    private static List<BigDecimal> values(Graph graph, Map<String, List<BigDecimal>> inputs) {
        return Evaluate.run(graph, 1, inputs, Map.of(), EXACT).get(graph.onlyOutput());
    }

    @Property(tries = 200)
    @Label("margins are exactly the label's logit less each logit, in real arithmetic, however the network ends")
    void differences(@ForAll Ending ending, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int classes = ending == Ending.IMAGE ? 4 : random.nextInt(2, 6);
        Graph network = network(ending, classes, random);
        Graph margins = Margins.of(network);
        boolean merged = margins.values().stream().anyMatch(value -> value.op() instanceof Product.MatMul);
        assertEquals(ending.merged, merged);
        int label = random.nextInt(classes);
        List<BigDecimal> x = EXACT.of(tensor(random, Shape.of(4)).data());
        List<BigDecimal> logits = values(network, Map.of("x", x));
        List<BigDecimal> found = values(margins, Map.of("x", x, Margins.LABEL, EXACT.of(oneHot(classes, label))));
        assertEquals(classes, found.size());
        for (int j = 0; j < classes; j++) {
            assertEquals(0, found.get(j).compareTo(logits.get(label).subtract(logits.get(j))));
        }
    }

    /** Logits are sums of 6 products of at most 1 by at most 12, and few roundings are 2^−16 of that. */
    @Property(tries = 200)
    @Label("bounds of margins hold, and are at least as tight as differences of the logits' bounds")
    void bounds(@ForAll Ending ending, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int classes = ending == Ending.IMAGE ? 4 : random.nextInt(2, 6);
        Graph network = network(ending, classes, random);
        int label = random.nextInt(classes);
        Box box = Box.around(tensor(random, Shape.of(4)).data(), random.nextDouble(0.5));
        Box hot = new Box(oneHot(classes, label), oneHot(classes, label));
        Trial trial = new Trial(Margins.of(network), 1, Map.of("x", box, Margins.LABEL, hot), Set.of("x"));
        trial.check(random, 3);
        Box margins = trial.bounds();
        Box logits = new Trial(network, 1, Map.of("x", box)).bounds();
        for (int j = 0; j < classes; j++) {
            assertTrue(margins.lower()[j] >= logits.lower()[label] - logits.upper()[j] - 72 * 0x1p-16);
            assertTrue(margins.upper()[j] <= logits.upper()[label] - logits.lower()[j] + 72 * 0x1p-16);
        }
    }
}
