package io.jaspis.autodiff.onnx;

import java.util.List;

/** The rule for one of ONNX's operators: what its outputs are, given a node. */
@FunctionalInterface
interface Operator {

    /**
     * The node's outputs, as many as are supported.
     *
     * @throws IllegalArgumentException where the node can't be expressed, saying why; the reader adds which node it was
     */
    List<Term> apply(Node node);
}
