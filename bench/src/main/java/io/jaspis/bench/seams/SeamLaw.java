package io.jaspis.bench.seams;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.onnx.OnnxException;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.certify.intervals.Intervals;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.provider.Providers;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The law: what is read of a file and said of its network is true of the network that the file stores.
 *
 * <ol>
 *   <li>A file is read, or refused in words that tell people what to mend.
 *   <li>Exact values lie within the bounds of every box that their point is in, without any tolerance.
 *   <li>A run in float32 is no further from the exact values than the bounds of its point allow.
 *   <li>The gradient is the slope: {@link GradientLaw}.
 *   <li>What {@link QueryLaw} says of the verifier's answers.
 *   <li>What {@link VerdictLaw} says of audits and certificates.
 * </ol>
 */
public final class SeamLaw {
    private static final Pattern POOR =
            Pattern.compile("\\bnull\\b|/ by zero|out of bounds|(integer|long) overflow|\\p{Cntrl}");

    private final FileEvaluator file;
    private final Graph graph;
    private final SplittableRandom random;
    private final Examination found;
    private final Device device;
    private final int size;
    private final String input;
    private final String output;

    private SeamLaw(FileEvaluator file, Graph graph, long seed, Device device, Examination found) {
        this.device = device;
        this.file = file;
        this.graph = graph;
        this.random = new SplittableRandom(seed);
        this.found = found;
        this.input = graph.onlyInput();
        this.output = graph.onlyOutput();
        this.size = graph.input(input).shape().size();
    }

    /** Holds a file to the law, at points that the seed chooses. */
    public static Examination examine(ModelProto model, long seed) {
        return examine(model, seed, new Cpu(Providers.best(), Workers.of(1)));
    }

    /** The same of what a device computes. */
    public static Examination examine(ModelProto model, long seed, Device device) {
        Examination found = new Examination();
        Graph graph = null;
        try {
            graph = Onnx.read(given(model, seed).toByteArray());
        } catch (OnnxException e) {
            found.refused(e.getMessage());
            if (e.getMessage() == null || POOR.matcher(e.getMessage()).find()) {
                found.violation(Violation.Kind.POOR_REFUSAL, String.valueOf(e.getMessage()));
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            found.refused("error: " + e.getClass().getSimpleName());
            found.violation(Violation.Kind.READER_FAILED, described(e));
        }
        if (graph != null) {
            examine(model, graph, seed, device, found);
        }
        return found;
    }

    /** The file that the reader gets: with some of its nodes in branches and loops. */
    static ModelProto given(ModelProto model, long seed) {
        return Nesting.of(model, seed);
    }

    /** Holds what was read of a file to the file. */
    static void examine(ModelProto model, Graph graph, long seed, Device device, Examination found) {
        FileEvaluator file;
        try {
            file = new FileEvaluator(model);
        } catch (UndefinedException e) {
            found.withoutMeaning();
            if (e.wholly()) {
                found.violation(Violation.Kind.READ_WITHOUT_MEANING, e.getMessage());
            }
            return;
        }
        SeamLaw law = new SeamLaw(file, graph, seed, device, found);
        try {
            law.bounds();
            new GradientLaw(file, graph, law.random.split(), found).check();
            new QueryLaw(file, graph, law.random.split(), found).check();
            new VerdictLaw(file, graph, law.random, law.device, found).check();
        } catch (UndefinedException e) {
            found.withoutMeaning();
            found.violation(Violation.Kind.READ_WITHOUT_MEANING, e.getMessage());
        }
    }

    /** An error with the place where it came about. */
    static String described(Throwable error) {
        StackTraceElement[] trace = error.getStackTrace();
        return error + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    /** An element of an input between −1 and 1, often a quarter. */
    static float coordinate(SplittableRandom random) {
        return random.nextInt(4) == 0 ? random.nextInt(-4, 5) / 4f : (float) random.nextDouble(-1, 1);
    }

    /** The exact outputs at a point; null where they have no value there. */
    static Real[] exact(FileEvaluator file, Real[] point, Examination found) {
        try {
            Real[] outputs = file.outputs(point);
            if (Arrays.stream(outputs).allMatch(Real::isFinite)) {
                found.point();
                return outputs;
            }
        } catch (UndefinedException e) {
            if (e.wholly()) {
                throw e;
            }
        }
        found.undefinedPoint();
        return null;
    }

    static Real[] reals(float[] point) {
        Real[] reals = new Real[point.length];
        Arrays.setAll(reals, i -> Real.of((double) point[i]));
        return reals;
    }

    /** Over a point, a small box and one that may be large. */
    private void bounds() {
        Box[] boxes = {box(0), box(Math.scalb(random.nextDouble(), -random.nextInt(20))), box(random.nextDouble(0, 4))};
        float[] lower = joined(boxes, Box::lower);
        float[] upper = joined(boxes, Box::upper);
        float[] least;
        float[] most;
        float[] forward;
        try {
            Graph bounds = Intervals.of(graph);
            try (Execution execution = device.load(Plan.of(bounds, boxes.length))) {
                execution.write(input + Intervals.LOWER, lower);
                execution.write(input + Intervals.UPPER, upper);
                execution.run();
                least = execution.read(output + Intervals.LOWER);
                most = execution.read(output + Intervals.UPPER);
            }
            try (Execution execution = device.load(Plan.of(graph, boxes.length))) {
                execution.write(input, lower);
                execution.run();
                forward = execution.read(output);
            }
        } catch (RuntimeException | StackOverflowError e) {
            found.violation(Violation.Kind.BOUNDS_FAILED, described(e));
            return;
        }
        boolean batched = graph.output(output).batched();
        int outputs = batched ? least.length / boxes.length : least.length;
        for (int i = 0; i < boxes.length; i++) {
            int from = batched ? i * outputs : 0;
            int to = from + outputs;
            Box claimed = new Box(Arrays.copyOfRange(least, from, to), Arrays.copyOfRange(most, from, to));
            bounds(boxes[i], claimed);
            if (i == 0) {
                forward(boxes[i].lower, claimed, Arrays.copyOfRange(forward, from, to));
            }
        }
    }

    private void bounds(Box box, Box claimed) {
        if (!claimed.ordered()) {
            found.violation(Violation.Kind.BROKEN_BOUNDS, claimed + " are the bounds over " + box);
            return;
        }
        int points = Arrays.equals(box.lower, box.upper) ? 1 : 4;
        for (int i = 0; i < points; i++) {
            float[] point = point(box);
            Real[] exact = exact(file, reals(point), found);
            int escaped = exact == null ? -1 : claimed.escaped(exact);
            if (escaped >= 0) {
                found.violation(
                        Violation.Kind.OUTSIDE_BOUNDS,
                        "output " + escaped + " is " + exact[escaped] + " but lies in " + claimed.of(escaped) + " at "
                                + Arrays.toString(point) + " of " + box);
            }
        }
    }

    /** How far a number is from where an exact one is known to lie, such as on both sides of a jump. */
    private static double apart(double number, Real exact) {
        if (!exact.isFinite()) {
            return Math.abs(number - exact.toDouble());
        }
        double below = Real.exactly(exact.lower()).toDouble() - number;
        double above = number - Real.exactly(exact.upper()).toDouble();
        return Math.max(0, Math.max(below, above));
    }

    /** Rounding may leave bounds of real arithmetic, but by no more than they are wide. */
    private void forward(float[] point, Box claimed, float[] forward) {
        Real[] exact = exact(file, reals(point), found);
        for (int i = 0; exact != null && i < exact.length; i++) {
            double width = (double) claimed.upper[i] - claimed.lower[i];
            double apart = apart(forward[i], exact[i]);
            // Overflow on the way is float32's own, and its bounds may yet be finite.
            if (Double.isFinite(width)
                    && Float.isFinite(forward[i])
                    && apart > 2 * width
                    && claimed.escaped(exact) < 0) {
                found.violation(
                        Violation.Kind.FORWARD_DIFFERS,
                        "output " + i + " is " + exact[i] + ", in float32 " + forward[i] + ", with bounds "
                                + claimed.of(i) + " at " + Arrays.toString(point));
                return;
            }
        }
    }

    private Box box(double radius) {
        float[] lower = new float[size];
        float[] upper = new float[size];
        for (int i = 0; i < size; i++) {
            float centre = centre();
            lower[i] = centre - (float) radius;
            upper[i] = random.nextInt(8) == 0 ? lower[i] : centre + (float) radius;
        }
        return new Box(lower, upper);
    }

    private static float[] joined(Box[] boxes, Function<Box, float[]> side) {
        int size = boxes[0].lower.length;
        float[] all = new float[boxes.length * size];
        for (int i = 0; i < boxes.length; i++) {
            System.arraycopy(side.apply(boxes[i]), 0, all, i * size, size);
        }
        return all;
    }

    private float centre() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(-4, 5) / 4f;
            case 1 -> (float) Math.scalb(random.nextDouble(-1, 1), random.nextInt(-10, 8));
            default -> (float) random.nextDouble(-1, 1);
        };
    }

    /** A corner, or anywhere in the box. */
    private float[] point(Box box) {
        float[] point = new float[size];
        boolean corner = random.nextBoolean();
        for (int i = 0; i < size; i++) {
            float from = box.lower[i];
            float to = box.upper[i];
            float between = (float) (from + random.nextDouble() * ((double) to - from));
            point[i] = corner ? random.nextBoolean() ? from : to : Math.clamp(between, from, to);
        }
        return point;
    }

    /** Inputs, or outputs, between bounds. */
    private record Box(float[] lower, float[] upper) {
        boolean ordered() {
            for (int i = 0; i < lower.length; i++) {
                if (!(lower[i] <= upper[i])) {
                    return false;
                }
            }
            return true;
        }

        /** The first element that surely lies outside, or −1. */
        int escaped(Real[] exact) {
            for (int i = 0; i < exact.length; i++) {
                if (exact[i].below(Real.of((double) lower[i]))
                        || Real.of((double) upper[i]).below(exact[i])) {
                    return i;
                }
            }
            return -1;
        }

        String of(int element) {
            return "[" + lower[element] + ", " + upper[element] + "]";
        }

        @Override
        public String toString() {
            return Arrays.toString(lower) + " to " + Arrays.toString(upper);
        }
    }
}
