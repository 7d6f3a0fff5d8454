package io.jaspis.autodiff.training;

import io.jaspis.autodiff.Gradient;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One step of training as a graph: mean loss, logits, gradients of all parameters, and updated statistics. */
final class StepGraph {
    static final String X = "x";
    static final String LABEL = "label";
    static final String LOSS = "loss";
    static final String LOGITS = "logits";
    static final String UPDATE = "update:";

    private StepGraph() {}

    static Graph of(Layer network, Objective objective, Parameters parameters, Examples examples) {
        Trace trace = new Trace();
        Value x = trace.input(X, examples.shape());
        Value label = trace.input(LABEL, Shape.of(examples.classes()));
        Scope scope = Scope.of(parameters, true);
        Objective.Terms terms = objective.terms(network, scope, x, label);
        Shape expected = Shape.of(examples.classes());
        if (!terms.logits().shape().equals(expected)) {
            throw new InputException("the network gives " + terms.logits().type() + " for " + examples.classes()
                    + " classes; its last layer must give " + Type.batched(expected));
        }
        Value mean = terms.loss().batchSum().times(trace.batchSize().reciprocal());
        List<Value> trained = new ArrayList<>();
        for (String name : parameters.trainable()) {
            trained.add(trace.parameter(name, parameters.tensors().get(name).shape()));
        }
        List<Value> gradients = Gradient.of(mean, trained);
        Map<String, Value> outputs = new LinkedHashMap<>();
        outputs.put(LOSS, mean);
        outputs.put(LOGITS, terms.logits());
        int i = 0;
        for (String name : parameters.trainable()) {
            outputs.put(Gradient.PREFIX + name, gradients.get(i++));
        }
        scope.updates().forEach((name, next) -> outputs.put(UPDATE + name, next));
        return trace.graph(outputs);
    }
}
