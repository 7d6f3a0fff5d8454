package io.jaspis.audit.evidence;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.tensor.Shape;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What evidence was found on, by what, and when.
 *
 * @param jaspis the version of Jaspis
 * @param command the command line, as it can be typed again; empty where a program asked
 * @param options all options as they would be typed, those left out too; empty where a program asked
 * @param started when the work began
 * @param seconds how long it took
 * @param seed of all chance
 */
public record Provenance(
        String jaspis,
        String command,
        String options,
        Instant started,
        double seconds,
        Model model,
        Data data,
        long seed,
        Machine machine) {
    /** The version of this Jaspis. */
    public static final String VERSION = "0.1.0";

    /** In the place of a class: an output is NaN, so there is none. */
    public static final int NO_CLASS = -1;

    /** By this version. */
    public static Provenance of(Run run, Model model, Data data, long seed, Machine machine) {
        return new Provenance(
                VERSION, run.command(), run.options(), run.started(), run.seconds(), model, data, seed, machine);
    }

    /** The same of another model, such as the one that training made. */
    public Provenance withModel(Model other) {
        return new Provenance(jaspis, command, options, started, seconds, other, data, seed, machine);
    }

    /** The same of work that has gone on until then. */
    public Provenance until(Instant end) {
        double longer = Duration.between(started, end).toNanos() * 1e-9;
        return new Provenance(jaspis, command, options, started, longer, model, data, seed, machine);
    }

    /**
     * When it was that something was done, and who asked.
     *
     * @param command the command line, as it can be typed again; empty where a program asked
     * @param options all options as they would be typed, those left out too; empty where a program asked
     */
    public record Run(String command, String options, Instant started, double seconds) {
        /** A program's, from then until now. */
        public static Run since(Instant started) {
            return new Run(
                    "", "", started, Duration.between(started, Instant.now()).toNanos() * 1e-9);
        }
    }

    /**
     * A network.
     *
     * @param sha256 of its file; empty where it stands in none, or none yet
     * @param elementTypes in which its file stores or computes numbers, such as {@code float32}
     * @param classNames the names that the file has for its outputs, empty where it has none
     * @param parameters the number of constants
     * @param operations those that compute something
     */
    public record Model(
            String name,
            String sha256,
            List<String> elementTypes,
            List<String> classNames,
            List<Port> inputs,
            List<Port> outputs,
            long parameters,
            int operations) {
        public static Model of(io.jaspis.threat.Model model) {
            Graph graph = model.graph();
            return new Model(
                    model.name(),
                    model.sha256(),
                    model.elementTypes(),
                    model.classNames(),
                    ports(graph.inputs()),
                    ports(graph.outputs()),
                    parameters(graph),
                    operations(graph));
        }

        /** The number of constants that a graph holds. */
        public static long parameters(Graph graph) {
            return graph.values().stream()
                    .filter(value -> value.op() instanceof Source.Constant)
                    .mapToLong(value -> value.shape().size())
                    .sum();
        }

        /** The number of operations of a graph that compute something. */
        public static int operations(Graph graph) {
            return (int) graph.values().stream()
                    .filter(value -> !(value.op() instanceof Source))
                    .count();
        }

        private static List<Port> ports(Map<String, Value> values) {
            return values.entrySet().stream()
                    .map(entry ->
                            new Port(entry.getKey(), extents(entry.getValue().shape())))
                    .toList();
        }
    }

    /** An input or output of a network, without its batch axis. */
    public record Port(String name, List<Integer> shape) {}

    /**
     * The data set that the examples come from.
     *
     * @param examples the number in the whole set
     * @param shape the shape of one example
     * @param classNames empty where classes have numbers only
     * @param chosen how those in question were chosen, in words; empty where that isn't told
     */
    public record Data(
            String name,
            String sha256,
            int examples,
            int classes,
            List<Integer> shape,
            List<String> classNames,
            String chosen) {
        public Data {
            // A report that was written before there was a choice doesn't tell it.
            chosen = chosen == null ? "" : chosen;
        }

        /**
         * A set of examples.
         *
         * @param chosen those in question, in words, or empty
         * @param model whose names classes have where the data has none
         */
        public static Data of(Dataset dataset, String chosen, Model model) {
            int outputs = model.outputs().stream()
                    .mapToInt(port -> port.shape().stream().reduce(1, Math::multiplyExact))
                    .sum();
            boolean named = dataset.classNames().isEmpty() && model.classNames().size() == outputs;
            return new Data(
                    dataset.name(),
                    dataset.sha256(),
                    dataset.count(),
                    dataset.classes(),
                    extents(dataset.imageShape().orElse(dataset.shape())),
                    named ? model.classNames() : dataset.classNames(),
                    chosen);
        }

        /** What a class is called. */
        public String className(int index) {
            if (index == NO_CLASS) {
                return "no class";
            }
            return index < classNames.size() ? classNames.get(index) : Integer.toString(index);
        }
    }

    /**
     * Where it was found.
     *
     * @param kernels of the processor that computes, or works beside the device, such as {@code "SIMD 512"}
     */
    public record Machine(
            String processor, int cores, String java, String operatingSystem, String kernels, String device) {
        /** This machine, computing on this device. */
        public static Machine with(Device device) {
            return new Machine(
                    Processor.model(),
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.version() + " (" + System.getProperty("java.vm.name") + ")",
                    System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                            + System.getProperty("os.arch"),
                    Cpu.beside(device).kernels(),
                    device.name());
        }
    }

    private static List<Integer> extents(Shape shape) {
        return Arrays.stream(shape.extents()).boxed().toList();
    }
}
