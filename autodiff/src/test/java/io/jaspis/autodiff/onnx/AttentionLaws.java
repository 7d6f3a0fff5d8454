package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Attention and what belongs to it, beside sums written out from the operators' definitions. */
class AttentionLaws {
    private static final int BATCH = 2;

    /** Heads of queries and of keys, places, and sizes of a head; windows of −1 are open. */
    private record Form(
            int queryHeads, int keyHeads, int places, int size, int valueSize, int left, int right, boolean causal) {
        int width() {
            return (queryHeads + keyHeads) * size + keyHeads * valueSize;
        }

        boolean sees(int i, int j) {
            return (!causal || j <= i) && (left < 0 || i - j <= left) && (right < 0 || j - i <= right);
        }
    }

    private static AttributeProto[] attributes(Form form, boolean wide, float cap, float scale) {
        List<AttributeProto> attributes = new ArrayList<>();
        if (wide) {
            attributes.add(Models.whole("q_num_heads", form.queryHeads));
            attributes.add(Models.whole("kv_num_heads", form.keyHeads));
        }
        attributes.add(Models.whole("is_causal", form.causal ? 1 : 0));
        attributes.add(Models.whole("left_window_size", form.left));
        attributes.add(Models.whole("right_window_size", form.right));
        attributes.add(Models.real("softcap", cap));
        if (scale > 0) {
            attributes.add(Models.real("scale", scale));
        }
        return attributes.toArray(AttributeProto[]::new);
    }

    /** Of an input [batch, places, width], whose last axis has queries, keys and values. */
    private static Models model(Form form, boolean wide, TensorProto mask, float cap, float scale) {
        Models model = Models.of(25, -1, form.places, form.width())
                .constant(Models.integers(
                        "parts",
                        (long) form.queryHeads * form.size,
                        (long) form.keyHeads * form.size,
                        (long) form.keyHeads * form.valueSize))
                .node("Split", "x parts", "q k v", Models.whole("axis", -1));
        String inputs = "q k v";
        if (!wide) {
            model.constant(Models.integers("ofQueries", 0, 0, form.queryHeads, -1))
                    .constant(Models.integers("ofKeys", 0, 0, form.keyHeads, -1));
            for (String name : List.of("q", "k", "v")) {
                String shape = name.equals("q") ? "ofQueries" : "ofKeys";
                model.node("Reshape", name + " " + shape, name + "r")
                        .node("Transpose", name + "r", name + "t", Models.list("perm", 0, 2, 1, 3));
            }
            inputs = "qt kt vt";
        }
        if (mask != null) {
            model.constant(mask);
            inputs += " " + mask.getName();
        }
        return model.node("Attention", inputs, "y", attributes(form, wide, cap, scale));
    }

    /** [batch, heads, places, size of a value], as the definition has it. */
    private static double[] expected(Form form, float[] x, double[][][] bias, float cap, double scale) {
        double[] y = new double[BATCH * form.queryHeads * form.places * form.valueSize];
        int keysAt = form.queryHeads * form.size;
        int valuesAt = keysAt + form.keyHeads * form.size;
        int at = 0;
        for (int b = 0; b < BATCH; b++) {
            for (int h = 0; h < form.queryHeads; h++) {
                int shared = h / (form.queryHeads / form.keyHeads);
                for (int i = 0; i < form.places; i++) {
                    double[] weights = new double[form.places];
                    double sum = 0;
                    for (int j = 0; j < form.places; j++) {
                        double product = 0;
                        for (int d = 0; d < form.size; d++) {
                            product += (double) x[(b * form.places + i) * form.width() + h * form.size + d]
                                    * x[(b * form.places + j) * form.width() + keysAt + shared * form.size + d];
                        }
                        product *= scale;
                        product = cap > 0 ? cap * Math.tanh(product / cap) : product;
                        weights[j] = form.sees(i, j) ? Math.exp(product + bias[h][i][j]) : 0;
                        sum += weights[j];
                    }
                    for (int d = 0; d < form.valueSize; d++) {
                        double mean = 0;
                        for (int j = 0; j < form.places; j++) {
                            mean += weights[j]
                                    * x[(b * form.places + j) * form.width() + valuesAt + shared * form.valueSize + d];
                        }
                        y[at++] = sum == 0 ? 0 : mean / sum;
                    }
                }
            }
        }
        return y;
    }

    /** As an output of three axes has it, [batch, places, heads, size]. */
    private static double[] joined(Form form, double[] y) {
        double[] joined = new double[y.length];
        for (int at = 0; at < y.length; at++) {
            int d = at % form.valueSize;
            int i = at / form.valueSize % form.places;
            int h = at / form.valueSize / form.places % form.queryHeads;
            int b = at / form.valueSize / form.places / form.queryHeads;
            joined[((b * form.places + i) * form.queryHeads + h) * form.valueSize + d] = y[at];
        }
        return joined;
    }

    private static double[] doubles(float[] numbers) {
        double[] doubles = new double[numbers.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = numbers[i];
        }
        return doubles;
    }

    private static TensorProto flags(int[] extents, boolean... seen) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName("mask").setDataType(ElementType.BOOL.code());
        for (int extent : extents) {
            tensor.addDims(extent);
        }
        byte[] bytes = new byte[seen.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (seen[i] ? 1 : 0);
        }
        return tensor.setRawData(ByteString.copyFrom(bytes)).build();
    }

    @Property(tries = 150)
    void anyFormIsItsDefinition(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 2) int keyHeads,
            @ForAll @IntRange(min = 1, max = 3) int share,
            @ForAll @IntRange(min = 2, max = 5) int places,
            @ForAll @IntRange(max = 2) int masking,
            @ForAll boolean wide)
            throws OnnxException {
        Random random = new Random(seed);
        Form form = new Form(
                keyHeads * share,
                keyHeads,
                places,
                1 + random.nextInt(3),
                1 + random.nextInt(3),
                random.nextInt(3) - 1,
                random.nextInt(3) - 1,
                random.nextBoolean());
        double[][][] bias = new double[form.queryHeads][places][places];
        boolean perHead = random.nextBoolean();
        int rows = (perHead ? form.queryHeads : 1) * places;
        float[] added = new float[rows * places];
        boolean[] seen = new boolean[added.length];
        for (int i = 0; i < added.length; i++) {
            seen[i] = random.nextInt(3) > 0;
            added[i] = seen[i] ? (float) random.nextGaussian() : Float.NEGATIVE_INFINITY;
        }
        for (int h = 0; masking > 0 && h < form.queryHeads; h++) {
            for (int at = 0; at < places * places; at++) {
                int from = (perHead ? h * places * places : 0) + at;
                bias[h][at / places][at % places] =
                        masking == 1 ? added[from] : seen[from] ? 0 : Double.NEGATIVE_INFINITY;
            }
        }
        int[] extents = perHead ? new int[] {form.queryHeads, places, places} : new int[] {places, places};
        TensorProto mask =
                masking == 0 ? null : masking == 1 ? Models.floats("mask", extents, added) : flags(extents, seen);
        float cap = random.nextBoolean() ? 0 : 2;
        float scale = random.nextBoolean() ? 0 : 0.75f;
        float[] x = new float[BATCH * places * form.width()];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        double[] y = expected(form, x, bias, cap, scale == 0 ? (float) (1 / Math.sqrt(form.size)) : scale);
        assertArrayEquals(
                wide ? joined(form, y) : y,
                doubles(model(form, wide, mask, cap, scale).run(BATCH, x)),
                1e-5);
    }

    /** Where a query may see nothing, which depends on the input, no number would be right. */
    @Example
    void whatTheInputMayHideWhollyIsRefused() {
        Models model = Models.of(23, -1, 1, 2, 2)
                .constant(Models.scalar("zero", 0))
                .node("Greater", "x zero", "mask")
                .node("Attention", "x x x mask", "y");
        refused(model, "depends on the input");
    }

    /** A mask of [1, 1, 1, 2] that hides a key or both by the input, before three keys. */
    private static Models hiding(AttributeProto... attributes) {
        return Models.of(24, -1, 3, 2)
                .constant(Models.integers("from", 0))
                .constant(Models.integers("to", 1))
                .constant(Models.integers("axis", 1))
                .constant(Models.integers("new", 1))
                .constant(Models.scalar("zero", 0))
                .constant(Models.scalar("low", Float.NEGATIVE_INFINITY))
                .node("Slice", "x from to axis", "row")
                .node("Greater", "row zero", "seen")
                .node("Where", "seen zero low", "bias")
                .node("Unsqueeze", "bias new", "mask")
                .node("Unsqueeze", "x new", "heads")
                .node("Attention", "heads heads heads mask", "y", attributes);
    }

    @Example
    void whatAShortMaskMayHideWhollyIsRefused() {
        refused(hiding(), "depends on the input");
        for (int precision : new int[] {ElementType.FLOAT16.code(), ElementType.BFLOAT16.code()}) {
            assertThrows(
                    OnnxException.class,
                    () -> Onnx.read(
                            hiding(Models.whole("softmax_precision", precision)).bytes()));
        }
    }

    @Example
    void whatDoesNotFitIsRefused() {
        refused(
                Models.of(24, 1, 1, 3, 2)
                        .constant(Models.integers("lengths", 2, 3))
                        .node("Attention", "x x x none none none lengths", "y")
                        .graph(graph -> graph.setNode(
                                0,
                                graph.getNode(0).toBuilder()
                                        .setInput(3, "")
                                        .setInput(4, "")
                                        .setInput(5, ""))),
                "nonpad_kv_seqlen has 2 numbers");
        refused(
                Models.of(23, -1, 1, 3, 2)
                        .constant(Models.floats("mask", new int[] {2, 1, 3, 3}, new float[18]))
                        .node("Attention", "x x x mask", "y"),
                "its mask is [2, 1, 3, 3]");
        Models turned = Models.of(23, -1, 2, 2, 2)
                .constant(Models.floats("cos", new int[] {4, 1}, new float[4]))
                .constant(Models.integers("ids", 0, 1))
                .node("RotaryEmbedding", "x cos cos ids", "y");
        refused(turned, "input 3 must tell of each of 2 places");
        Models longer = Models.of(23, -1, 2, 1, 2)
                .constant(Models.floats("cos", new int[] {1, 3, 1}, new float[3]))
                .node("RotaryEmbedding", "x cos cos", "y");
        refused(longer, "input 1 must tell of each of 1 places");
    }

    /** A mask that is made before the node, as exporters write it. */
    @Example
    void aMaskOfMinusInfinityMayComeFromElsewhere() throws OnnxException {
        Models model = Models.of(23, -1, 1, 2, 2)
                .constant(flags(new int[] {2, 2}, true, false, true, true))
                .constant(Models.scalar("zero", 0))
                .constant(Models.scalar("low", Float.NEGATIVE_INFINITY))
                .node("Where", "mask zero low", "bias")
                .node("Attention", "x x x bias", "y");
        float[] y = model.run(1, 1, 2, 3, 4);
        assertEquals(1, y[0], 0);
        assertEquals(2, y[1], 0);
        assertTrue(y[2] > 1 && y[2] <= 3);
    }

    @Example
    void pastKeysStandBeforeTheOthers() throws OnnxException {
        TensorProto key = Models.floats("pk", new int[] {1, 1, 1, 2}, 0, 0);
        TensorProto value = Models.floats("pv", new int[] {1, 1, 1, 2}, 8, 8);
        // Both products of the first query are 0, so that it takes the mean of the past value and its own.
        Models model = Models.of(23, -1, 1, 2, 2)
                .constant(key)
                .constant(value)
                .node("Attention", "x x x none pk pv", "y", Models.whole("is_causal", 1))
                .graph(graph -> graph.setNode(0, graph.getNode(0).toBuilder().setInput(3, "")));
        float[] y = model.run(1, 0, 0, 0, 0);
        assertArrayEquals(new float[] {4, 4, 8 / 3f, 8 / 3f}, y, 1e-6f);
    }

    @Property(tries = 60)
    void turningPairsIsItsDefinition(
            @ForAll long seed,
            @ForAll boolean wide,
            @ForAll boolean interleaved,
            @ForAll boolean chosen,
            @ForAll boolean partly)
            throws OnnxException {
        Random random = new Random(seed);
        int heads = 2;
        int places = 3;
        int size = 6;
        int turned = partly ? 4 : size;
        int pairs = turned / 2;
        int stored = chosen ? 5 : places;
        float[] cosine = new float[stored * pairs];
        float[] sine = new float[stored * pairs];
        for (int i = 0; i < cosine.length; i++) {
            cosine[i] = random.nextFloat() - 0.5f;
            sine[i] = random.nextFloat() - 0.5f;
        }
        long[] ids = new long[places];
        for (int i = 0; i < places; i++) {
            ids[i] = chosen ? random.nextInt(stored) : i;
        }
        int[] extents = chosen ? new int[] {stored, pairs} : new int[] {1, places, pairs};
        Models model = (wide ? Models.of(23, -1, places, heads * size) : Models.of(23, -1, heads, places, size))
                .constant(Models.floats("cos", extents, cosine))
                .constant(Models.floats("sin", extents, sine));
        if (chosen) {
            model.constant(OnnxTensors.encode("ids", new int[] {1, places}, ids));
        }
        model.node(
                "RotaryEmbedding",
                chosen ? "x cos sin ids" : "x cos sin",
                "y",
                Models.whole("interleaved", interleaved ? 1 : 0),
                Models.whole("num_heads", wide ? heads : 0),
                Models.whole("rotary_embedding_dim", partly ? turned : 0));
        float[] x = new float[heads * places * size];
        double[] expected = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        for (int at = 0; at < x.length; at += size) {
            int row = at / size;
            int place = wide ? row / heads : row % places;
            for (int d = turned; d < size; d++) {
                expected[at + d] = x[at + d];
            }
            for (int p = 0; p < pairs; p++) {
                int first = at + (interleaved ? 2 * p : p);
                int second = at + (interleaved ? 2 * p + 1 : p + pairs);
                double c = cosine[(int) ids[place] * pairs + p];
                double s = sine[(int) ids[place] * pairs + p];
                expected[first] = c * x[first] - s * x[second];
                expected[second] = s * x[first] + c * x[second];
            }
        }
        assertArrayEquals(expected, doubles(model.run(1, x)), 1e-6);
    }

    @Example
    void aGateTimesALine() throws OnnxException {
        Models model = Models.of(28, -1, 4)
                .constant(Models.integers("halves", 2, 2))
                .node("Split", "x halves", "a b", Models.whole("axis", -1))
                .node("SwiGLU", "a b", "y", Models.real("alpha", 2));
        double first = 1 / (1 + Math.exp(-2));
        double second = -3 / (1 + Math.exp(6));
        assertArrayEquals(new double[] {first * 5, second * 7}, doubles(model.run(1, 1, -3, 5, 7)), 1e-6);
    }
}
