package io.jaspis.autodiff;

import static io.jaspis.autodiff.reference.DoubleArithmetic.DOUBLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.samples.RandomGraphs;
import io.jaspis.autodiff.samples.RandomGraphs.Kind;
import io.jaspis.autodiff.samples.Sample;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

class RandomGradientLaws {
    private static final int GRADIENTS = 400;
    private static final int SECOND_DERIVATIVES = 150;

    private static int compared;
    private static int comparedTwice;

    @Provide
    Arbitrary<Sample> graphs() {
        return RandomGraphs.all().without(Kind.STRAIGHT_THROUGH).samples();
    }

    @Provide
    Arbitrary<Sample> smallGraphs() {
        return RandomGraphs.all().without(Kind.STRAIGHT_THROUGH).steps(5).samples();
    }

    @Provide
    Arbitrary<Sample> exampleWise() {
        return RandomGraphs.all().without(Kind.BATCH).samples();
    }

    @Property(tries = GRADIENTS)
    @Label("the gradient of a random graph is what central differences give, in inputs and parameters")
    void gradient(@ForAll("graphs") Sample sample) {
        compared += GradientCheck.check(sample.withGraph(GradientCheck.weighted(sample.graph(), sample.seed())), 2, 6);
    }

    @Property(tries = SECOND_DERIVATIVES)
    @Label("the gradient's gradient of a random graph is what central differences give")
    void secondDerivative(@ForAll("smallGraphs") Sample sample) {
        Graph weighted = GradientCheck.weighted(sample.graph(), sample.seed());
        comparedTwice += GradientCheck.check(sample.withGraph(GradientCheck.slope(weighted, sample.seed() + 1)), 2, 4);
    }

    /** Kinks, and slopes that hang on no input, are left out: of a sample one coordinate at least should be there on average. */
    @AfterContainer
    static void muchIsCompared() {
        assertTrue(
                compared >= GRADIENTS && comparedTwice >= SECOND_DERIVATIVES,
                compared + " coordinates of gradients, " + comparedTwice + " of theirs were compared");
    }

    @Example
    @Label("random graphs use every operation but random draws")
    void coverage() {
        Set<Class<?>> seen = new HashSet<>();
        for (long seed = 0; seed < 400; seed++) {
            RandomGraphs.all()
                    .sample(seed)
                    .graph()
                    .values()
                    .forEach(value -> seen.add(value.op().getClass()));
        }
        Set<Class<?>> expected = GradientLaws.leaves(Op.class);
        expected.removeAll(GradientLaws.leaves(Random.class));
        assertEquals(expected, seen);
    }

    @Example
    @Label("one seed gives one graph")
    void deterministic() {
        for (long seed = 0; seed < 20; seed++) {
            assertEquals(
                    RandomGraphs.all().sample(seed).toString(),
                    RandomGraphs.all().sample(seed).toString());
        }
    }

    @Property(tries = 150)
    @Label("the gradient in a batched input is each example's own, in what is shared the sum over the examples")
    void batch(@ForAll("exampleWise") Sample sample) {
        int batch = 3;
        String[] names = sample.graph().inputs().keySet().toArray(String[]::new);
        String[] shared = sample.graph().parameters().keySet().toArray(String[]::new);
        Graph gradient = Gradient.of(Gradient.of(sample.graph(), "y", names), "y", shared);
        Map<String, List<Double>> inputs = Sample.numbers(sample.inputs(batch), DOUBLE);
        Map<String, List<Double>> parameters = Sample.numbers(sample.parameters(), DOUBLE);
        Map<String, List<Double>> together = Evaluate.run(gradient, batch, inputs, parameters, DOUBLE);
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (int example = 0; example < batch; example++) {
            Map<String, List<Double>> own = new LinkedHashMap<>();
            for (String name : names) {
                own.put(name, part(inputs.get(name), sample.graph().input(name), example));
            }
            Map<String, List<Double>> alone = Evaluate.run(gradient, 1, own, parameters, DOUBLE);
            for (String name : alone.keySet()) {
                if (gradient.output(name).batched()) {
                    assertEquals(part(together.get(name), gradient.output(name), example), alone.get(name), name);
                } else {
                    double[] sum = sums.computeIfAbsent(
                            name, _ -> new double[alone.get(name).size()]);
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += alone.get(name).get(i);
                    }
                }
            }
        }
        sums.forEach((name, sum) -> {
            // What depends on shared values alone is there once, however many examples there are.
            boolean once = !gradient.output("y").batched();
            for (int i = 0; i < sum.length; i++) {
                double expected = once || name.equals("y") ? sum[i] / batch : sum[i];
                double found = together.get(name).get(i);
                // Sums of the same terms in another order: thousands of roundings at most, of terms below 10^3.
                assertTrue(Math.abs(found - expected) <= 1e-9, () -> name + ": " + found + ", not " + expected);
            }
        });
    }

    private static List<Double> part(List<Double> numbers, Value value, int example) {
        int size = value.shape().size();
        return value.batched() ? numbers.subList(example * size, (example + 1) * size) : numbers;
    }
}
