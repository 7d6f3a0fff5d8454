package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Npz;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.cli.options.DeviceOption;
import io.jaspis.cli.options.Goals;
import io.jaspis.cli.options.NamedGoal;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Window;
import io.jaspis.tensor.kernels.provider.Providers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Runs the command inside a test, on models and data made up for it. */
final class Commands {
    static final Shape IMAGE = Shape.of(1, 6, 6);
    static final int CLASSES = 3;

    private Commands() {}

    /** What a command printed and how it ended. */
    record Ending(int code, String out, String err) {}

    /** Asserts that what was given is refused, in a sentence with each of these words and without a trace of the stack. */
    static void refused(Ending ending, String... words) {
        assertEquals(ExitCode.BAD_INPUT, ending.code(), () -> ending.out() + ending.err());
        assertTrue(ending.err().startsWith("jaspis: "), ending::err);
        for (String word : words) {
            assertTrue(ending.err().contains(word), () -> "'" + word + "' is not in: " + ending.err());
        }
        assertFalse(ending.err().contains("Exception") || ending.err().contains("\tat "), ending::err);
    }

    static Ending run(Object... words) {
        return run(CommandLine.defaultFactory(), words);
    }

    /** Audits a model on data, with the report in the folder's {@code report}. */
    static Ending audit(Path model, Path data, Path folder, Object... more) {
        List<Object> words = new ArrayList<>(List.of("audit", model, "--data", data));
        words.addAll(List.of("--out", folder.resolve("report")));
        words.addAll(List.of(more));
        return run(words.toArray());
    }

    /** What {@link #audit} reported. */
    static AuditReport report(Path folder) throws IOException {
        return ReportJson.read(folder.resolve("report/report.json"));
    }

    /** On this device, whatever the option says. */
    static Ending on(Device device, Object... words) {
        return run(
                new CommandLine.IFactory() {
                    @Override
                    public <K> K create(Class<K> type) throws Exception {
                        return type == DeviceOption.class
                                ? type.cast(new DeviceOption() {
                                    @Override
                                    public Device open(PrintWriter notices) {
                                        return device;
                                    }
                                })
                                : CommandLine.defaultFactory().create(type);
                    }
                },
                words);
    }

    /** Does something as soon as these words are printed. */
    static Ending once(String printed, Runnable then, Object... words) {
        return once(Map.of(printed, then), words);
    }

    /** Does each of these once, as soon as its words are printed, among results or errors. */
    static Ending once(Map<String, Runnable> then, Object... words) {
        Map<String, Runnable> left = new LinkedHashMap<>(then);
        return run(CommandLine.defaultFactory(), new Watched(left), new Watched(left), words);
    }

    private static final class Watched extends StringWriter {
        private final Map<String, Runnable> left;

        Watched(Map<String, Runnable> left) {
            this.left = left;
        }

        @Override
        public void write(char[] text, int from, int count) {
            super.write(text, from, count);
            look();
        }

        @Override
        public void write(String text, int from, int count) {
            super.write(text, from, count);
            look();
        }

        private void look() {
            for (String printed : List.copyOf(left.keySet())) {
                if (toString().contains(printed)) {
                    left.remove(printed).run();
                }
            }
        }
    }

    private static Ending run(CommandLine.IFactory factory, Object... words) {
        return run(factory, new StringWriter(), new StringWriter(), words);
    }

    private static Ending run(CommandLine.IFactory factory, StringWriter out, StringWriter err, Object... words) {
        List<String> arguments = new ArrayList<>();
        for (Object word : words) {
            arguments.add(word.toString());
        }
        PrintWriter results = new PrintWriter(out);
        PrintWriter errors = new PrintWriter(err);
        String[] line = arguments.toArray(String[]::new);
        int code = Jaspis.ending(() -> RootCommand.run(results, errors, factory, line), results, errors, line);
        return new Ending(code, out.toString(), err.toString());
    }

    /** The words for training towards a goal, with those of these options that say something of it, or of all goals. */
    static Object[] towards(NamedGoal goal, Object... optionsAndValues) {
        List<Object> words = new ArrayList<>(List.of("--goal", goal));
        for (int i = 0; i < optionsAndValues.length; i += 2) {
            String option = (String) optionsAndValues[i];
            boolean ofGoals = Goals.ALL.stream().anyMatch(any -> any.options().contains(option));
            if (!ofGoals || goal.options().contains(option)) {
                words.addAll(List.of(option, optionsAndValues[i + 1]));
            }
        }
        return words.toArray();
    }

    /** A small convolutional classifier with weights from a fixed seed. */
    static Path model(Path folder) throws IOException {
        Trace trace = new Trace();
        Value x = trace.input("input", IMAGE);
        Value hidden = x.convolve(weights(trace, 1, 4, 1, 3, 3), Window.of(3, 3), 1)
                .relu()
                .flatten();
        Value logits = hidden.dense(weights(trace, 2, CLASSES, 64)).plus(weights(trace, 3, CLASSES));
        Path file = folder.resolve("small.onnx");
        Onnx.write(trace.graph("logits", logits), file);
        return file;
    }

    static Value weights(Trace trace, int stream, int... extents) {
        Tensor tensor = Tensor.zeros(Shape.of(extents));
        Providers.scalar().randoms().normal(11, stream, 0, tensor.data().length, tensor.data(), 0);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] *= 0.3f;
        }
        return trace.constant(tensor);
    }

    /** Noise images, labelled as the model sees them, but for every fifth. */
    static Path data(Path folder, Graph network, int count) throws IOException {
        Tensor images = Tensor.zeros(Shape.of(count).then(IMAGE));
        Providers.scalar().randoms().uniform(12, 1, 0, images.data().length, images.data(), 0);
        float[] labels = new float[count];
        var plan = io.jaspis.autodiff.plan.Plan.of(network, count);
        try (var execution = io.jaspis.autodiff.cpu.Cpu.best().load(plan)) {
            execution.write(network.onlyInput(), images.data());
            execution.run();
            float[] logits = execution.read(network.onlyOutput());
            int classes = logits.length / count;
            for (int i = 0; i < count; i++) {
                int seen = io.jaspis.threat.Logits.largest(logits, i * classes, classes);
                labels[i] = i % 5 == 4 ? (seen + 1) % classes : seen;
            }
        }
        Path file = folder.resolve("examples.npz");
        write(file, images, labels);
        return file;
    }

    static void write(Path file, Tensor images, float... labels) throws IOException {
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        arrays.put("x", images);
        arrays.put("y", Tensor.of(Shape.of(labels.length), labels));
        Npz.write(file, arrays);
    }
}
