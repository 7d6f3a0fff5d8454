package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which types of elements ONNX lets the inputs of an operator have, by opset. A node with others is invalid: what a sum of
 * booleans or a negated unsigned number is, ONNX doesn't say.
 *
 * @param since the first opset with this form of the operator
 * @param inputs of each input; more inputs than there are here have the last one's
 */
record OperandTypes(int since, List<Input> inputs) {

    /**
     * What an input may be.
     *
     * @param types those that it may have
     * @param as the input whose very type it has, or −1
     */
    private record Input(Set<ElementType> types, int as) {}

    private static final Set<ElementType> REAL = EnumSet.of(ElementType.FLOAT16, ElementType.FLOAT, ElementType.DOUBLE);
    /** All but those that stored and quantised numbers alone have. */
    private static final Set<ElementType> ANY = EnumSet.complementOf(EnumSet.of(ElementType.UINT4, ElementType.INT4));

    private static final Set<ElementType> WIDE =
            EnumSet.of(ElementType.INT32, ElementType.INT64, ElementType.UINT32, ElementType.UINT64);
    static final Set<ElementType> SIGNED =
            EnumSet.of(ElementType.INT8, ElementType.INT16, ElementType.INT32, ElementType.INT64);

    /**
     * One line an operator, or several: after each opset from which on it holds, the types of the inputs. {@code real} are
     * float16, float32 and float64, {@code wide} whole numbers of 32 and 64 bits, {@code signed} those with a sign, and
     * {@code whole} all of them; {@code =n} is the very type of input n.
     */
    private static final String TABLE = """
            Abs 6 real|whole; 13 real|whole|bfloat16
            Acos 7 real; 22 real|bfloat16
            Acosh 9 real; 22 real|bfloat16
            Add 7 real|wide =0; 13 real|wide|bfloat16 =0; 14 real|whole|bfloat16 =0
            And 7 bool =0
            ArgMax 1 real|whole; 13 real|whole|bfloat16
            ArgMin 1 real|whole; 13 real|whole|bfloat16
            Asin 7 real; 22 real|bfloat16
            Asinh 9 real; 22 real|bfloat16
            Atan 7 real; 22 real|bfloat16
            Atanh 9 real; 22 real|bfloat16
            Attention 23 real|bfloat16 =0 real|bfloat16 any =0 =2 int64
            AveragePool 7 real; 22 real|bfloat16
            BatchNormalization 7 real =0 =0 =0 =0
            BatchNormalization 14 real|bfloat16 =0 =0 real|bfloat16 =3
            BatchNormalization 15 real|bfloat16 real|bfloat16 =1 real|bfloat16 =3
            BitShift 11 uint8|uint16|uint32|uint64 =0; 28 whole =0
            BitwiseAnd 18 whole =0
            BitwiseNot 18 whole
            BitwiseOr 18 whole =0
            BitwiseXor 18 whole =0
            Cast 1 real|whole|bool; 13 any
            CastLike 15 any any
            Ceil 6 real; 13 real|bfloat16
            Celu 12 float32; 28 real|bfloat16
            Clip 6 real; 11 real =0 =0; 12 real|whole =0 =0; 13 real|whole|bfloat16 =0 =0
            Compress 9 real|whole|bool bool; 28 any bool
            Concat 4 real|whole|bool =0; 13 any =0
            ConstantOfShape 9 int64
            Conv 1 real =0 =0; 22 real|bfloat16 =0 =0
            ConvInteger 10 int8|uint8 int8|uint8 =0 =1
            ConvTranspose 1 real =0 =0; 22 real|bfloat16 =0 =0
            Cos 7 real; 22 real|bfloat16
            Cosh 9 real; 22 real|bfloat16
            CumSum 11 real|wide int32|int64; 14 real|wide|bfloat16 int32|int64
            DepthToSpace 1 real|whole|bool; 13 any
            DequantizeLinear 10 whole float32 =0; 19 whole real|bfloat16 =0; 21 whole|uint4|int4 real|bfloat16 =0
            Det 11 real; 22 real|bfloat16
            Div 7 real|wide =0; 13 real|wide|bfloat16 =0; 14 real|whole|bfloat16 =0
            Dropout 7 real; 12 real real bool; 13 real|bfloat16 real bool; 22 real|bfloat16 real|bfloat16 bool
            DynamicQuantizeLinear 11 float32
            Einsum 12 real|wide|int8|int16|uint8|uint16 =0; 28 real|whole|bfloat16 =0
            Elu 6 real; 22 real|bfloat16
            Equal 7 bool|int32|int64 =0; 11 real|whole|bool =0; 13 any =0
            Erf 9 real|whole; 13 real|whole|bfloat16
            Exp 6 real; 13 real|bfloat16
            Expand 8 real|whole|bool int64; 13 any int64
            EyeLike 9 real|whole|bool
            Flatten 1 real; 9 real|whole|bool; 13 any
            Floor 6 real; 13 real|bfloat16
            GRU 1 real =0 =0 =0 int32 =0
            Gather 1 real|whole|bool int32|int64; 13 any int32|int64
            GatherElements 11 real|whole|bool int32|int64; 13 any int32|int64
            GatherND 11 real|whole|bool int64; 13 any int64
            Gelu 20 real|bfloat16
            Gemm 7 real =0 =0; 9 real|wide =0 =0; 13 real|wide|bfloat16 =0 =0
            GlobalAveragePool 1 real; 22 real|bfloat16
            GlobalLpPool 1 real; 22 real|bfloat16
            GlobalMaxPool 1 real; 22 real|bfloat16
            Greater 7 real =0; 9 real|whole =0; 13 real|whole|bfloat16 =0
            GreaterOrEqual 12 real|whole =0; 16 real|whole|bfloat16 =0
            GridSample 16 real|whole|bool real; 20 real|whole|bool real; 22 any real|bfloat16
            GroupNormalization 18 real|bfloat16 =0 =0
            HardSigmoid 6 real; 22 real|bfloat16
            HardSwish 14 real; 22 real|bfloat16
            Hardmax 1 real; 13 real|bfloat16
            Identity 1 real|whole|bool; 13 any
            If 1 bool
            InstanceNormalization 6 real =0 =0; 22 real|bfloat16 =0 =0
            IsInf 10 float32|float64; 20 real|bfloat16
            IsNaN 9 real; 13 real|bfloat16
            LRN 1 real; 13 real|bfloat16
            LSTM 1 real =0 =0 =0 int32 =0
            LayerNormalization 1 real|bfloat16 =0 =0
            LeakyRelu 6 real; 16 real|bfloat16
            Less 7 real =0; 9 real|whole =0; 13 real|whole|bfloat16 =0
            LessOrEqual 12 real|whole =0; 16 real|whole|bfloat16 =0
            Log 6 real; 13 real|bfloat16
            LogSoftmax 1 real; 13 real|bfloat16
            Loop 1 int64 bool any
            LpNormalization 1 real; 22 real|bfloat16
            LpPool 1 real; 22 real|bfloat16
            MatMul 1 real =0; 9 real|wide =0; 13 real|wide|bfloat16 =0
            MatMulInteger 10 int8|uint8 int8|uint8 =0 =1
            Max 6 real =0; 12 real|whole =0; 13 real|whole|bfloat16 =0
            MaxPool 1 real; 12 real|int8|uint8; 22 real|bfloat16|int8|uint8
            Mean 6 real =0; 13 real|bfloat16 =0
            MeanVarianceNormalization 9 real; 13 real|bfloat16
            Min 6 real =0; 12 real|whole =0; 13 real|whole|bfloat16 =0
            Mish 18 real; 22 real|bfloat16
            Mod 10 real|whole =0; 13 real|whole|bfloat16 =0
            Mul 7 real|wide =0; 13 real|wide|bfloat16 =0; 14 real|whole|bfloat16 =0
            Neg 6 real|signed; 13 real|signed|bfloat16
            NonZero 9 real|whole|bool; 13 any
            Not 1 bool
            OneHot 9 real|whole real|whole real|whole|bool; 28 real|whole real|whole any
            Or 7 bool =0
            PRelu 7 real =0; 9 real|wide =0; 16 real|wide|bfloat16 =0
            Pad 2 real; 11 real|whole int64 =0; 13 any int64 =0; 18 any int64 =0 int32|int64
            Pow 7 real =0
            Pow 12 real|int32|int64 real|whole
            Pow 13 real|bfloat16|int32|int64 real|whole
            Pow 15 real|bfloat16|int32|int64 real|whole|bfloat16
            QLinearConv 10 int8|uint8 float32 =0 int8|uint8 float32 =3 float32 int8|uint8 int32
            QLinearMatMul 10 int8|uint8 float32 =0 int8|uint8 float32 =3 float32 int8|uint8
            QuantizeLinear 10 float32|int32 float32 whole; 19 real|bfloat16|int32 real|bfloat16|int32 whole
            QuantizeLinear 21 real|bfloat16|int32 real|bfloat16|int32 whole|uint4|int4
            RMSNormalization 23 real|bfloat16 real|bfloat16
            RNN 1 real =0 =0 =0 int32 =0
            Range 11 float32|float64|int16|int32|int64 =0 =0; 27 real|bfloat16|int16|int32|int64 =0 =0
            Reciprocal 6 real; 13 real|bfloat16
            ReduceL1 1 real|wide; 13 real|wide|bfloat16; 18 real|wide|bfloat16 int64
            ReduceL2 1 real|wide; 13 real|wide|bfloat16; 18 real|wide|bfloat16 int64
            ReduceLogSum 1 real|wide; 13 real|wide|bfloat16; 18 real|wide|bfloat16 int64; 28 real|bfloat16 int64
            ReduceLogSumExp 1 real|wide; 13 real|wide|bfloat16; 18 real|wide|bfloat16 int64; 28 real|bfloat16 int64
            ReduceMax 1 real|wide
            ReduceMax 12 real|wide|int8|uint8
            ReduceMax 13 real|wide|bfloat16|int8|uint8
            ReduceMax 18 real|wide|bfloat16|int8|uint8 int64
            ReduceMax 20 real|wide|bfloat16|bool|int8|uint8 int64
            ReduceMean 1 real|wide; 13 real|wide|bfloat16; 18 real|wide|bfloat16 int64
            ReduceMin 1 real|wide
            ReduceMin 12 real|wide|int8|uint8
            ReduceMin 13 real|wide|bfloat16|int8|uint8
            ReduceMin 18 real|wide|bfloat16|int8|uint8 int64
            ReduceMin 20 real|wide|bfloat16|bool|int8|uint8 int64
            ReduceProd 1 real|wide; 13 real|wide|bfloat16; 18 real|wide|bfloat16 int64
            ReduceSum 1 real|wide; 13 real|wide|bfloat16 int64
            ReduceSumSquare 1 real|wide; 13 real|wide|bfloat16; 18 real|wide|bfloat16 int64
            Relu 6 real; 13 real|bfloat16; 14 real|signed|bfloat16
            Reshape 5 real|whole|bool int64; 13 any int64
            Resize 10 real|whole|bool float32
            Resize 11 real|whole|bool real float32 int64
            Resize 13 any real float32 int64
            ReverseSequence 10 real|whole|bool int64; 28 any int64
            RotaryEmbedding 23 float16|float32|bfloat16 =0 =0 int64
            Round 11 real; 22 real|bfloat16
            Scan 9 any
            Scatter 9 real|whole|bool int32|int64 =0
            ScatterElements 11 real|whole|bool int32|int64 =0; 13 any int32|int64 =0
            ScatterND 11 real|whole|bool int64 =0; 13 any int64 =0
            Selu 6 real; 22 real|bfloat16
            Shape 1 real|whole|bool; 13 any
            Shrink 9 real|whole
            Sigmoid 6 real; 13 real|bfloat16
            Sign 9 real|whole; 13 real|whole|bfloat16
            SimplifiedLayerNormalization 1 real|bfloat16 real|bfloat16
            Sin 7 real; 22 real|bfloat16
            Sinh 9 real; 22 real|bfloat16
            Size 1 real|whole|bool; 13 any
            Slice 1 real|whole|bool; 10 real|whole|bool int32|int64 =1 =1 =1; 13 any int32|int64 =1 =1 =1
            Softmax 1 real; 13 real|bfloat16
            Softplus 1 real; 22 real|bfloat16
            Softsign 1 real; 22 real|bfloat16
            SpaceToDepth 1 real|whole|bool; 13 any
            Split 1 real =0; 2 real|whole|bool; 13 any int64
            Sqrt 6 real; 13 real|bfloat16
            Squeeze 1 real|whole|bool; 13 any int64
            Sub 7 real|wide =0; 13 real|wide|bfloat16 =0; 14 real|whole|bfloat16 =0
            Sum 6 real =0; 13 real|bfloat16 =0
            SwiGLU 28 real|bfloat16 =0
            Swish 24 real|bfloat16
            Tan 7 real; 22 real|bfloat16
            Tanh 6 real; 13 real|bfloat16
            ThresholdedRelu 10 real; 22 real|bfloat16
            Tile 1 real =0; 6 real|whole|bool int64; 13 any int64
            TopK 1 real int64; 11 real|whole int64; 24 real|whole|bfloat16 int64
            Transpose 1 real|whole|bool; 13 any
            Trilu 14 any int64
            Unsqueeze 1 real|whole|bool; 13 any int64
            Upsample 1 real|bool|int32|int64
            Upsample 7 real|whole|bool
            Upsample 9 real|whole|bool float32
            Where 9 bool real|whole|bool =1; 16 bool any =1
            Xor 7 bool =0
            ai.onnx.ml.ArrayFeatureExtractor 1 real|whole int64
            ai.onnx.ml.Binarizer 1 real|whole
            ai.onnx.ml.FeatureVectorizer 1 real|whole
            ai.onnx.ml.Imputer 1 real|int32|int64
            ai.onnx.ml.LabelEncoder 1 real|int32|int64
            ai.onnx.ml.LinearClassifier 1 real|whole
            ai.onnx.ml.LinearRegressor 1 real|whole
            ai.onnx.ml.Normalizer 1 real|whole
            ai.onnx.ml.OneHotEncoder 1 real|int32|int64
            ai.onnx.ml.SVMClassifier 1 real|int32|int64
            ai.onnx.ml.SVMRegressor 1 float32
            ai.onnx.ml.Scaler 1 real|whole
            ai.onnx.ml.TreeEnsemble 1 real
            ai.onnx.ml.TreeEnsembleClassifier 1 real|whole
            ai.onnx.ml.TreeEnsembleRegressor 1 real|whole
            ai.onnx.ml.ZipMap 1 float32
            com.microsoft.Attention 1 float16|float32 =0 =0 int32 =0 =0 int32
            com.microsoft.BiasGelu 1 real|bfloat16 =0
            com.microsoft.FastGelu 1 float16|float32|bfloat16 =0
            com.microsoft.FusedConv 1 real =0
            com.microsoft.FusedGemm 1 real|wide =0
            com.microsoft.FusedMatMul 1 real|bfloat16 =0
            com.microsoft.Gelu 1 real|bfloat16
            com.microsoft.MultiHeadAttention 1 float16|float32 =0 =0 =0 int32 =0 =0 =0 int32 int32
            com.microsoft.QGemm 1 int8|uint8 float32 =0 int8|uint8 float32 =3 int32 float32 int8|uint8
            com.microsoft.QLinearAdd 1 int8|uint8 float32 =0 =0 float32 =0 float32 =0
            com.microsoft.QLinearAveragePool 1 int8|uint8 float32 =0 float32 =0
            com.microsoft.QLinearConcat 1 float32 int8|uint8 int8|uint8|float32 float32|int8|uint8
            com.microsoft.QLinearGlobalAveragePool 1 int8|uint8 float32 =0 float32 =0
            com.microsoft.QLinearLeakyRelu 1 int8|uint8 float32 =0 float32 =0
            com.microsoft.QLinearMul 1 int8|uint8 float32 =0 =0 float32 =0 float32 =0
            com.microsoft.QLinearSigmoid 1 int8|uint8 float32 =0 float32 =0
            com.microsoft.QuickGelu 1 real|bfloat16
            com.microsoft.SkipLayerNormalization 1 float16|float32|bfloat16 =0
            com.microsoft.SkipSimplifiedLayerNormalization 1 float16|float32|bfloat16 =0
            """;

    private static final Map<String, List<OperandTypes>> ALL = all();

    private static Map<String, List<OperandTypes>> all() {
        Map<String, List<OperandTypes>> forms = new HashMap<>();
        for (String line : TABLE.lines().toList()) {
            String[] parts = line.split(" ", 2);
            for (String form : parts[1].split("; ")) {
                String[] words = form.split(" ");
                List<Input> inputs =
                        Arrays.stream(words).skip(1).map(OperandTypes::input).toList();
                forms.computeIfAbsent(parts[0], _ -> new ArrayList<>())
                        .add(new OperandTypes(Integer.parseInt(words[0]), inputs));
            }
        }
        return Map.copyOf(forms);
    }

    private static Input input(String word) {
        if (word.startsWith("=")) {
            return new Input(EnumSet.allOf(ElementType.class), Integer.parseInt(word.substring(1)));
        }
        Set<ElementType> types = EnumSet.noneOf(ElementType.class);
        for (String part : word.split("\\|")) {
            switch (part) {
                case "any" -> types.addAll(ANY);
                case "real" -> types.addAll(REAL);
                case "wide" -> types.addAll(WIDE);
                case "signed" -> types.addAll(SIGNED);
                case "whole" ->
                    types.addAll(EnumSet.complementOf(EnumSet.of(
                            ElementType.FLOAT16,
                            ElementType.FLOAT,
                            ElementType.DOUBLE,
                            ElementType.BFLOAT16,
                            ElementType.BOOL,
                            ElementType.UINT4,
                            ElementType.INT4)));
                default ->
                    types.add(Arrays.stream(ElementType.values())
                            .filter(type -> type.word().equals(part))
                            .findFirst()
                            .orElseThrow());
            }
        }
        return new Input(types, -1);
    }

    /** The operators whose inputs' types are held to ONNX's. */
    static Set<String> operators() {
        return ALL.keySet();
    }

    /**
     * Refuses inputs of types that ONNX doesn't allow the operator in this opset.
     *
     * @param operands of which one that is left out is null
     * @throws IllegalArgumentException saying which input; the reader adds of which node
     */
    static void check(String operator, int opset, List<Term> operands) {
        ALL.getOrDefault(operator, List.of()).stream()
                .filter(form -> form.since <= opset)
                .reduce((_, last) -> last)
                .ifPresent(form -> form.check(operands));
    }

    private void check(List<Term> operands) {
        for (int i = 0; i < operands.size(); i++) {
            if (operands.get(i) == null) {
                continue;
            }
            ElementType type = operands.get(i).type();
            Input input = inputs.get(Math.min(i, inputs.size() - 1));
            require(
                    input.types.contains(type),
                    "input %d has elements of the type %s, but in this opset the operator takes %s; a Cast makes them so",
                    i,
                    type.word(),
                    input.types.stream().map(ElementType::word).collect(Collectors.joining(", ")));
            boolean alone = input.as < 0 || operands.get(input.as) == null;
            require(
                    alone || operands.get(input.as).type() == type,
                    "its operands must have one type of elements, but input %d is %s and input %d %s",
                    input.as,
                    alone ? "" : operands.get(input.as).type().word(),
                    i,
                    type.word());
        }
    }
}
