package io.jaspis.bench.seams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The operators of {@value #DOMAIN} over rows of features, [batch, features]; what they compute is float32. */
final class TableMeaning {
    static final String DOMAIN = "ai.onnx.ml";

    private TableMeaning() {}

    static void register(Map<String, Function<Call, List<FileTensor>>> operators) {
        put(operators, "Scaler", call -> {
            FileTensor x = call.x();
            return List.of(byFeature(
                    x, (number, i) -> number.minus(at(call, "offset", i, 0)).times(at(call, "scale", i, 1))));
        });
        put(operators, "Binarizer", call -> {
            Real threshold = Real.of(call.real("threshold", 0));
            FileTensor x = call.x();
            return List.of(
                    FileTensor.of(x.element(), x.shape(), i -> x.real(i).above(threshold) ? Real.ONE : Real.ZERO));
        });
        put(operators, "FeatureVectorizer", call -> List.of(joined(call)));
        put(operators, "ArrayFeatureExtractor", call -> {
            FileTensor x = call.x();
            int features = features(x);
            int[] places = call.input(1).ints();
            int[] shape = x.shape().clone();
            shape[shape.length - 1] = places.length;
            int[] sources = new int[FileTensor.size(shape)];
            Arrays.setAll(sources, i -> i / places.length * features + places[i % places.length]);
            return List.of(x.take(shape, sources));
        });
        put(operators, "Normalizer", call -> List.of(normalised(call)));
        put(operators, "LinearRegressor", call -> {
            int targets = (int) call.integer("targets", 1);
            return List.of(transformed(call, scores(call, targets)));
        });
        put(operators, "LinearClassifier", TableMeaning::classified);
    }

    private static void put(
            Map<String, Function<Call, List<FileTensor>>> operators,
            String name,
            Function<Call, List<FileTensor>> meaning) {
        operators.put(DOMAIN + "." + name, meaning);
    }

    private static int features(FileTensor x) {
        return x.shape()[x.rank() - 1];
    }

    /** The feature's number of a list; one number is for all. */
    private static Real at(Call call, String list, int feature, long otherwise) {
        if (!call.gives(list)) {
            return Real.of(otherwise);
        }
        int count = call.attribute(list).getFloatsCount();
        return Real.of(call.attribute(list).getFloats(count == 1 ? 0 : feature));
    }

    @FunctionalInterface
    private interface FeatureFunction {
        Real apply(Real number, int feature);
    }

    private static FileTensor byFeature(FileTensor x, FeatureFunction function) {
        int features = features(x);
        return FileTensor.of(Element.FLOAT, x.shape(), i -> function.apply(x.real(i), i % features));
    }

    private static FileTensor joined(Call call) {
        List<Real> numbers = new ArrayList<>();
        int rows = call.x().shape()[0];
        for (int row = 0; row < rows; row++) {
            for (FileTensor each : call.inputs()) {
                for (int i = 0; i < features(each); i++) {
                    numbers.add(each.real(row * features(each) + i));
                }
            }
        }
        return FileTensor.of(Element.FLOAT, new int[] {rows, numbers.size() / rows}, numbers::get);
    }

    private static FileTensor normalised(Call call) {
        FileTensor x = call.x();
        int features = features(x);
        String norm = call.text("norm", "MAX");
        return FileTensor.of(Element.FLOAT, x.shape(), i -> {
            Real size = Real.ZERO;
            for (int k = 0; k < features; k++) {
                Real each = x.real(i / features * features + k);
                size = switch (norm) {
                    case "L1" -> size.plus(each.abs());
                    case "L2" -> size.plus(each.square());
                    default -> k == 0 ? each : size.max(each);
                };
            }
            if (size.equals(Real.ZERO)) {
                return x.real(i);
            }
            return x.real(i).over(norm.equals("L2") ? size.squareRoot() : size);
        });
    }

    private static FileTensor scores(Call call, int targets) {
        FileTensor x = call.x();
        int features = features(x);
        if (call.attribute("coefficients").getFloatsCount() != targets * features) {
            throw new IllegalArgumentException("coefficients that don't fit");
        }
        boolean moved = call.gives("intercepts") && call.attribute("intercepts").getFloatsCount() > 0;
        return FileTensor.of(Element.FLOAT, new int[] {x.size() / features, targets}, i -> {
            Real sum = moved ? at(call, "intercepts", i % targets, 0) : Real.ZERO;
            for (int k = 0; k < features; k++) {
                Real weight = Real.of(call.attribute("coefficients").getFloats(i % targets * features + k));
                sum = sum.plus(weight.times(x.real(i / targets * features + k)));
            }
            return sum;
        });
    }

    private static FileTensor transformed(Call call, FileTensor scores) {
        int width = features(scores);
        return switch (call.text("post_transform", "NONE")) {
            case "LOGISTIC" -> FileTensor.of(Element.FLOAT, scores.shape(), i -> Functions.sigmoid(scores.floats()[i]));
            case "SOFTMAX" ->
                FileTensor.of(Element.FLOAT, scores.shape(), i -> {
                    Real total = Real.ZERO;
                    for (int k = 0; k < width; k++) {
                        Real less = scores.floats()[i / width * width + k].minus(scores.floats()[i]);
                        total = total.plus(Functions.exponential(less));
                    }
                    return total.reciprocal();
                });
            default -> scores;
        };
    }

    /** Labels by the scores before their transform, and scores of more than two classes, a row of coefficients for each. */
    private static List<FileTensor> classified(Call call) {
        long[] labels = call.longs("classlabels_ints");
        FileTensor scores = scores(call, labels.length);
        int width = labels.length;
        FileTensor chosen = FileTensor.ofWholes(Element.INT64, new int[] {scores.size() / width}, row -> {
            int best = 0;
            for (int i = 1; i < width; i++) {
                best = scores.floats()[row * width + i].above(scores.floats()[row * width + best]) ? i : best;
            }
            return labels[best];
        });
        return List.of(chosen, transformed(call, scores));
    }
}
