package io.jaspis.certify.intervals;

import static io.jaspis.autodiff.reference.ExactArithmetic.EXACT;
import static org.junit.jupiter.api.Assertions.fail;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.tensor.kernels.provider.Providers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;

/** A network with a box for each of its inputs, its bounds there, and its exact values at points of the boxes. */
public final class Trial {
    private static final List<Kernels> KERNELS = List.of(Providers.scalar(), Providers.best());

    private final Graph network;
    private final int batch;
    private final Map<String, Box> boxes;
    private final Set<String> bounded;

    /** Boxes of a single point count as exact inputs where they aren't named as bounded. */
    public Trial(Graph network, int batch, Map<String, Box> boxes, Set<String> bounded) {
        this.network = network;
        this.batch = batch;
        this.boxes = boxes;
        this.bounded = bounded;
    }

    public Trial(Graph network, int batch, Map<String, Box> boxes) {
        this(network, batch, boxes, boxes.keySet());
    }

    /** Random boxes; every fourth input or so is exact. */
    static Trial random(Graph network, int batch, SplittableRandom random, Function<Value, Scale> scales) {
        Map<String, Box> boxes = new LinkedHashMap<>();
        Set<String> bounded = new TreeSet<>();
        network.inputs().forEach((name, value) -> {
            Box box = scales.apply(value).box(value.type().size(batch), random);
            if (random.nextInt(4) > 0) {
                bounded.add(name);
            } else {
                box = new Box(box.lower(), box.lower());
            }
            boxes.put(name, box);
        });
        return new Trial(network, batch, boxes, bounded);
    }

    /** The same network with shared inputs in the place of its parameters, so that they too may lie in boxes. */
    static Graph withoutParameters(Graph graph) {
        Trace trace = new Trace();
        Map<Value, Value> here = new HashMap<>();
        for (Value value : graph.values()) {
            Value copy = value.op() instanceof Source.Parameter(String name, var shape)
                    ? trace.input(name, Type.shared(shape))
                    : trace.record(
                            value.op(), value.operands().stream().map(here::get).toList());
            here.put(value, copy);
        }
        Map<String, Value> outputs = new LinkedHashMap<>();
        graph.outputs().forEach((name, value) -> outputs.put(name, here.get(value)));
        return trace.graph(outputs);
    }

    /** The bounds of the only output by the fastest kernels. */
    public Box bounds() {
        return bounds(Providers.best(), true);
    }

    Box bounds(Kernels kernels, boolean reuse) {
        Graph graph = Intervals.of(network, bounded);
        Plan plan = reuse ? Plan.of(graph, batch) : Plan.withoutReuse(graph, batch);
        try (Execution execution = new Cpu(kernels, Workers.shared()).load(plan)) {
            for (String name : graph.inputs().keySet()) {
                if (name.endsWith(Intervals.LOWER)) {
                    execution.write(name, boxes.get(base(name, Intervals.LOWER)).lower());
                } else if (name.endsWith(Intervals.UPPER)) {
                    execution.write(name, boxes.get(base(name, Intervals.UPPER)).upper());
                } else {
                    execution.write(name, boxes.get(name).lower());
                }
            }
            execution.run();
            String output = network.onlyOutput();
            return new Box(execution.read(output + Intervals.LOWER), execution.read(output + Intervals.UPPER));
        }
    }

    private static String base(String name, String suffix) {
        return name.substring(0, name.length() - suffix.length());
    }

    /** The exact values of one example of the only output; nothing where real arithmetic has none. */
    public List<BigDecimal> exact(Map<String, float[]> point, int example) {
        boolean counts = network.values().stream().anyMatch(value -> value.op() instanceof Source.BatchSize);
        Map<String, List<BigDecimal>> numbers = new HashMap<>();
        point.forEach((name, elements) -> {
            Value input = network.input(name);
            int size = input.shape().size();
            List<BigDecimal> all = EXACT.of(elements);
            numbers.put(name, counts || !input.batched() ? all : all.subList(example * size, (example + 1) * size));
        });
        try {
            List<BigDecimal> all = Evaluate.run(network, counts ? batch : 1, numbers, Map.of(), EXACT)
                    .get(network.onlyOutput());
            Value output = network.output(network.onlyOutput());
            int size = output.shape().size();
            return counts && output.batched() ? all.subList(example * size, (example + 1) * size) : all;
        } catch (ArithmeticException undefined) {
            return List.of();
        }
    }

    /** A point of the boxes. */
    public Map<String, float[]> point(SplittableRandom random) {
        boolean corner = random.nextInt(3) == 0;
        Map<String, float[]> point = new LinkedHashMap<>();
        boxes.forEach((name, box) -> point.put(name, corner ? box.corner(random) : box.point(random)));
        return point;
    }

    /**
     * Fails where bounds are NaN or an exact value leaves them, on scalar and SIMD kernels, with and without reuse of
     * places.
     *
     * @return how many exact values were compared
     */
    public int check(SplittableRandom random, int points) {
        List<Box> bounds = new ArrayList<>();
        for (Kernels kernels : KERNELS) {
            bounds.add(bounds(kernels, true));
            bounds.add(bounds(kernels, false));
        }
        int compared = 0;
        for (int i = 0; i < points; i++) {
            Map<String, float[]> point = point(random);
            int example = random.nextInt(batch);
            List<BigDecimal> values = exact(point, example);
            for (Box box : bounds) {
                compared += compare(box, values, example, point);
            }
        }
        return compared;
    }

    private int compare(Box bounds, List<BigDecimal> values, int example, Map<String, float[]> point) {
        for (int i = 0; i < bounds.lower().length; i++) {
            if (!(bounds.lower()[i] <= bounds.upper()[i])) {
                fail("bounds [%s, %s] of element %d of%n%s%n%s"
                        .formatted(bounds.lower()[i], bounds.upper()[i], i, network, describe(point)));
            }
        }
        boolean batched = network.output(network.onlyOutput()).batched();
        for (int i = 0; i < values.size(); i++) {
            int at = batched ? example * values.size() + i : i;
            if (!between(bounds.lower()[at], values.get(i), bounds.upper()[at])) {
                fail("%s is not in [%s, %s], element %d of example %d of%n%s%n%s"
                        .formatted(
                                values.get(i).doubleValue(),
                                bounds.lower()[at],
                                bounds.upper()[at],
                                i,
                                example,
                                network,
                                describe(point)));
            }
        }
        return values.size();
    }

    private String describe(Map<String, float[]> point) {
        StringBuilder text = new StringBuilder("bounded ").append(bounded);
        point.forEach((name, elements) -> text.append('\n')
                .append(name)
                .append(" = ")
                .append(java.util.Arrays.toString(elements))
                .append(" of ")
                .append(java.util.Arrays.toString(boxes.get(name).lower()))
                .append(" to ")
                .append(java.util.Arrays.toString(boxes.get(name).upper())));
        return text.toString();
    }

    /** No tolerance: an infinite bound holds for all numbers, a NaN for none. */
    static boolean between(float lower, BigDecimal value, float upper) {
        boolean above = lower == Float.NEGATIVE_INFINITY
                || (Float.isFinite(lower) && new BigDecimal(lower).compareTo(value) <= 0);
        boolean below = upper == Float.POSITIVE_INFINITY
                || (Float.isFinite(upper) && value.compareTo(new BigDecimal(upper)) <= 0);
        return above && below;
    }
}
