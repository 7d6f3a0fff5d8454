package io.jaspis.autodiff.onnx;

import com.google.protobuf.InvalidProtocolBufferException;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.onnx.schema.GraphProto;
import io.jaspis.autodiff.onnx.schema.ModelProto;
import io.jaspis.autodiff.trees.TreeModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one model. Where the leading axis of its inputs can't be a batch, since examples would meet each other, and all axes
 * are fixed, the model is read once more as a function of one whole example.
 */
final class OnnxReader {
    private final ModelProto model;
    private final ExternalData external;
    private final Reading reading;
    private final Outline outline;
    private final Map<String, Term> decoded = new LinkedHashMap<>();
    private Walk walk;
    private TreeModel trees;
    private String reason = "";

    OnnxReader(byte[] bytes, ExternalData external, Reading reading) throws OnnxException {
        if (bytes.length == 0) {
            throw new OnnxException("the file is empty");
        }
        try {
            this.model = Inlining.of(Scopes.of(ModelProto.parseFrom(bytes)));
        } catch (InvalidProtocolBufferException e) {
            throw new OnnxException("this is no ONNX model, or an incomplete one", e);
        }
        if (!model.hasGraph() || model.getGraph().getOutputCount() == 0) {
            throw new OnnxException("this is no ONNX model, or an incomplete one: it has no graph with outputs");
        }
        this.external = external;
        this.reading = reading;
        this.outline = new Outline(model, reading);
    }

    /**
     * The model as a graph; null where it has tree ensembles that can only be evaluated ({@link #trees}).
     *
     * @throws OnnxException where it can be read in no way
     */
    Graph read() throws OnnxException {
        TreeReading laid = new TreeReading(false);
        Graph graph = null;
        try {
            graph = read(laid);
        } catch (OnnxException e) {
            if (!laid.met()) {
                throw e;
            }
            reason = e.getMessage();
        }
        if (laid.met()) {
            Graph end = read(new TreeReading(true));
            trees = walk.treeModel(end);
        }
        return graph;
    }

    private Graph read(TreeReading reading) throws OnnxException {
        GraphProto graph = model.getGraph();
        Declared inputs = new Declared(graph, outline, this.reading);
        OnnxException refusal = null;
        for (boolean whole : inputs.ways()) {
            try {
                reading.begin();
                walk = new Walk(graph, outline, this.reading, external, inputs, decoded, whole, reading);
                return walk.read();
            } catch (OnnxException e) {
                refusal = refusal == null || e.obstacles() <= refusal.obstacles() ? e : refusal;
            }
        }
        throw refusal;
    }

    /** The model as stages, where it has tree ensembles; else null. */
    TreeModel trees() {
        return trees;
    }

    /** Why there is no graph; empty where there is one. */
    String reason() {
        return reason;
    }

    /** The types of the elements that were met while reading, by NumPy's names. */
    List<String> elementTypes() {
        return walk.elementTypes();
    }

    /** The types of the inputs that are open, in their order, by NumPy's names. */
    List<String> inputTypes() {
        return walk.inputTypes();
    }

    /** Whether there are weights that a runtime derives by itself, and rounds on the way. */
    boolean derivesWeights() {
        return walk.derivesWeights();
    }

    /** What of the model isn't in the graph, or isn't as it may be taken. */
    List<String> warnings() {
        return walk.warnings();
    }

    /** What the model's writer noted down. */
    Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        model.getMetadataPropsList().forEach(entry -> metadata.put(entry.getKey(), entry.getValue()));
        return metadata;
    }
}
