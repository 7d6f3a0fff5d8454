package io.jaspis.check.proof;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.reference.Evaluate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A network written out: its ReLUs, one neuron after the other, each max(z, 0) of a {@link Form} z of the inputs and of neurons
 * before it, and its outputs as forms of all of them. Of the variables the inputs come first, then the neurons.
 *
 * <p>It is what the reference interpreter makes of a graph, whose numbers are forms: so linear operations of whatever kind have no
 * rule here, and what it says holds in real arithmetic over the constants of the file.
 *
 * @param operands z of each neuron
 */
record ReluNetwork(int inputs, List<Form> operands, List<Form> outputs) {
    ReluNetwork {
        operands = List.copyOf(operands);
        outputs = List.copyOf(outputs);
    }

    /**
     * Writes a network out.
     *
     * @param network of one input and one output
     * @throws InputException where its operations aren't linear, maxima or what is made of these, saying which
     */
    static ReluNetwork of(Graph network) {
        String input = network.onlyInput();
        int size = network.input(input).shape().size();
        List<Form> variables = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            variables.add(Form.ofVariable(i));
        }
        FormArithmetic arithmetic = new FormArithmetic(size);
        try {
            List<Form> outputs = Evaluate.run(network, 1, Map.of(input, variables), Map.of(), arithmetic)
                    .get(network.onlyOutput());
            return new ReluNetwork(
                    size,
                    arithmetic.operands(),
                    outputs.stream().map(Form::merged).toList());
        } catch (PlainArithmetic.NotPlain e) {
            throw new InputException(
                    "the network isn't one of sums, products with constants and maxima, of which alone there are proofs that"
                            + " can be followed: " + e.getMessage(),
                    e);
        }
    }

    int neurons() {
        return operands.size();
    }
}
