package io.jaspis.autodiff.trees;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Batches;
import io.jaspis.autodiff.plan.Device;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model with tree ensembles or other {@link RowFunction}s in it: graphs of float32 operations, and between them these, each
 * evaluated as ONNX Runtime does. It has no gradient and can only be asked.
 *
 * @param inputs the model's inputs, of its own
 * @param stages in an order in which each finds what it needs
 * @param end the graph that makes the outputs of what the inputs and the stages give
 */
public record TreeModel(Map<String, Value> inputs, List<Stage> stages, Graph end) {
    public TreeModel {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        stages = List.copyOf(stages);
    }

    /**
     * One function and the graph before it.
     *
     * @param node of the model that it is, as messages name it
     * @param before makes the rows, its only output, of what the inputs and earlier stages give
     * @param features in each row
     * @param scores the name of the scores, {@code [rows, outputs]} of each example, as later graphs have it for an input
     * @param labels that of the labels
     */
    public record Stage(String node, RowFunction function, Graph before, int features, String scores, String labels) {}

    /** Ready to run on a device; for one thread at a time. */
    public Evaluation on(Device device, int batch) {
        return new Evaluation(device, batch);
    }

    /** Runs the model over any number of rows, of which each has its results for itself. */
    public final class Evaluation implements AutoCloseable {
        private final List<Batches> before = new ArrayList<>();
        private final Batches after;

        private Evaluation(Device device, int batch) {
            stages.forEach(stage -> before.add(new Batches(stage.before(), device, batch)));
            this.after = new Batches(end, device, batch);
        }

        /**
         * @param given the elements of each input, {@code [rows, …]}
         * @return the elements of each output, likewise
         */
        public Map<String, float[]> run(int rows, Map<String, float[]> given) {
            Map<String, float[]> known = new LinkedHashMap<>(given);
            for (int i = 0; i < stages.size(); i++) {
                Stage stage = stages.get(i);
                float[] x = run(before.get(i), rows, known).values().iterator().next();
                int count = x.length / stage.features();
                float[] scores = new float[count * stage.function().outputs()];
                float[] labels = new float[count];
                stage.function().evaluate(count, stage.features(), x, scores, labels);
                known.put(stage.scores(), scores);
                known.put(stage.labels(), labels);
            }
            return run(after, rows, known);
        }

        /** Outputs that are an input as it is aren't computed, and so keep NaN and infinities. */
        private static Map<String, float[]> run(Batches batches, int rows, Map<String, float[]> known) {
            Graph graph = batches.graph();
            Map<String, float[]> outputs = new LinkedHashMap<>();
            graph.outputs().forEach((name, value) -> {
                if (value.unshaped().op() instanceof Source.Input(String input, var _)) {
                    outputs.put(name, known.get(input));
                }
            });
            if (outputs.size() == graph.outputs().size()) {
                return outputs;
            }
            Map<String, float[]> inputs = new LinkedHashMap<>();
            graph.inputs().keySet().forEach(name -> inputs.put(name, known.get(name)));
            return batches.run(rows, inputs);
        }

        @Override
        public void close() {
            before.forEach(Batches::close);
            after.close();
        }
    }
}
