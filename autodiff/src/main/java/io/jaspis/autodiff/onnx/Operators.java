package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.onnx.schema.NodeProto;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The supported operators by ONNX's names. */
final class Operators {
    static final Map<String, Operator> ALL = all();

    private Operators() {}

    /** The operator of a node, or null. */
    static Operator find(NodeProto node) {
        return ALL.get(key(node));
    }

    /** The name of a node's operator, behind its domain if that isn't the standard one. */
    static String key(NodeProto node) {
        return Outline.isStandard(node.getDomain()) ? node.getOpType() : node.getDomain() + "." + node.getOpType();
    }

    private static Map<String, Operator> all() {
        Map<String, Operator> operators = new TreeMap<>();
        ArithmeticOperators.register(operators);
        PointwiseOperators.register(operators);
        LinearOperators.register(operators);
        WindowOperators.register(operators);
        ConstantOperators.register(operators);
        ShapeOperators.register(operators);
        SelectionOperators.register(operators);
        ReductionOperators.register(operators);
        ComparisonOperators.register(operators);
        ActivationOperators.register(operators);
        NormalisationOperators.register(operators);
        RearrangementOperators.register(operators);
        RecurrentOperators.register(operators);
        ResizeOperators.register(operators);
        EinsumOperator.register(operators);
        QuantisedOperators.register(operators);
        LearningOperators.register(operators);
        TreeOperators.register(operators);
        SupportVectorOperators.register(operators);
        EncodingOperators.register(operators);
        GridOperators.register(operators);
        RankingOperators.register(operators);
        ControlFlow.register(operators);
        return Collections.unmodifiableMap(operators);
    }
}
