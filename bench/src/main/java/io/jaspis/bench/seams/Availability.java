package io.jaspis.bench.seams;

import java.util.Map;
import java.util.TreeMap;

/** Since which opset an operator is there for elements of a type; 7 is the oldest that is made. */
final class Availability {
    private static final int NEVER = Integer.MAX_VALUE;

    /**
     * @param floats float16, float32 and float64
     * @param brain bfloat16
     * @param words int32 and int64, for most operators their unsigned forms too
     * @param shorts 8 and 16 bits
     * @param bool truth values
     */
    private record Since(int floats, int brain, int words, int shorts, int bool) {}

    private static final Map<String, Since> SINCE = since();

    private Availability() {}

    private static Map<String, Since> since() {
        Map<String, Since> since = new TreeMap<>();
        put(since, new Since(7, 13, 7, 14, NEVER), "Add", "Sub", "Mul", "Div");
        put(since, new Since(7, 13, 12, 12, NEVER), "Max", "Min", "Clip");
        put(since, new Since(7, 13, 12, NEVER, NEVER), "Pow");
        put(since, new Since(7, 13, NEVER, NEVER, NEVER), "Floor", "Ceil", "Sqrt", "Exp", "Log", "Tanh", "Sigmoid");
        put(since, new Since(7, 13, NEVER, NEVER, NEVER), "Reciprocal", "Dropout", "MatMul", "Gemm", "Softmax");
        put(since, new Since(7, 13, NEVER, NEVER, NEVER), "LogSoftmax", "Relu", "Sum", "Mean");
        put(since, new Since(7, 13, 7, 7, NEVER), "Neg", "Abs");
        put(since, new Since(9, 13, 9, 9, NEVER), "Sign");
        put(since, new Since(7, 22, NEVER, NEVER, NEVER), "Sin", "Cos", "Softplus", "Softsign", "Elu", "Selu");
        put(since, new Since(7, 22, NEVER, NEVER, NEVER), "HardSigmoid", "Conv", "ConvTranspose", "MaxPool");
        put(since, new Since(7, 22, NEVER, NEVER, NEVER), "AveragePool", "GlobalAveragePool", "GlobalMaxPool");
        put(since, new Since(7, 16, NEVER, NEVER, NEVER), "LeakyRelu", "PRelu");
        put(since, new Since(14, 22, NEVER, NEVER, NEVER), "HardSwish");
        put(since, new Since(7, 14, NEVER, NEVER, NEVER), "BatchNormalization");
        put(since, new Since(17, 17, NEVER, NEVER, NEVER), "LayerNormalization");
        put(since, new Since(11, 13, 7, 11, 7), "Equal");
        put(since, new Since(9, 16, 9, 9, 9), "Where");
        put(since, new Since(7, 13, 7, 7, 7), "Cast", "Concat", "Slice", "Gather", "Split", "Squeeze", "Unsqueeze");
        put(since, new Since(7, 13, 7, 7, 7), "Tile", "Transpose", "Reshape", "Flatten", "Shape", "Size", "Identity");
        put(since, new Since(7, 13, 7, 7, 7), "Constant");
        put(since, new Since(8, 13, 8, 8, 8), "Expand");
        put(since, new Since(7, 13, 11, 11, 13), "Pad");
        put(since, new Since(9, 20, 9, 9, 9), "ConstantOfShape");
        put(since, new Since(11, NEVER, 11, NEVER, NEVER), "Range");
        put(since, new Since(7, 13, 7, NEVER, NEVER), "ReduceSum", "ReduceMean", "ReduceL1", "ReduceL2");
        put(since, new Since(7, 13, 7, NEVER, NEVER), "ReduceSumSquare", "ReduceProd", "ReduceMax", "ReduceMin");
        put(since, new Since(11, 22, NEVER, NEVER, NEVER), "Round", "Det");
        put(
                since,
                new Since(9, 22, NEVER, NEVER, NEVER),
                "Tan",
                "Atan",
                "Asin",
                "Acos",
                "Sinh",
                "Cosh",
                "Asinh",
                "Acosh",
                "Atanh");
        put(since, new Since(9, 13, 9, 9, NEVER), "Greater", "Less", "Erf");
        put(since, new Since(12, 16, 12, 12, NEVER), "GreaterOrEqual", "LessOrEqual");
        put(since, new Since(7, 13, 7, 7, NEVER), "ArgMax", "ArgMin");
        put(since, new Since(7, 13, NEVER, NEVER, NEVER), "Hardmax");
        put(since, new Since(9, NEVER, 9, 9, 9), "OneHot");
        put(since, new Since(9, NEVER, 9, 9, NEVER), "Shrink");
        put(since, new Since(10, 22, NEVER, NEVER, NEVER), "ThresholdedRelu");
        put(since, new Since(20, 20, NEVER, NEVER, NEVER), "Gelu");
        put(since, new Since(18, 22, NEVER, NEVER, NEVER), "Mish");
        put(since, new Since(12, NEVER, NEVER, NEVER, NEVER), "Celu");
        put(since, new Since(24, 24, NEVER, NEVER, NEVER), "Swish");
        return since;
    }

    private static void put(Map<String, Since> since, Since when, String... operators) {
        for (String operator : operators) {
            since.put(operator, when);
        }
    }

    static boolean of(String operator, Element element, int opset) {
        Since since = SINCE.get(operator);
        boolean unsigned = element == Element.UINT32 || element == Element.UINT64;
        boolean signedOnly = operator.equals("Pow") || operator.equals("Range") || operator.equals("Neg");
        if (operator.equals("Range") && element == Element.FLOAT16
                || unsigned && signedOnly
                || operator.equals("Celu") && element != Element.FLOAT
                || operator.equals("Neg") && !element.isSigned()) {
            return false;
        }
        if (operator.equals("Equal") && unsigned) {
            return opset >= 11;
        }
        return opset
                >= switch (element) {
                    case FLOAT, DOUBLE, FLOAT16 -> since.floats;
                    case BFLOAT16 -> since.brain;
                    case INT32, INT64, UINT32, UINT64 -> since.words;
                    case INT8, UINT8, INT16, UINT16 -> since.shorts;
                    case BOOL -> since.bool;
                };
    }
}
