package io.jaspis.autodiff.onnx;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The supported operators by ONNX's names. */
final class Operators {
    static final Map<String, Operator> ALL = all();

    private Operators() {}

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
        return Collections.unmodifiableMap(operators);
    }
}
