package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators of {@code ai.onnx.ml} that fill in and encode columns of numbers. */
final class EncodingOperators {
    private static final String DOMAIN = "ai.onnx.ml.";

    private EncodingOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put(DOMAIN + "Imputer", EncodingOperators::imputer);
        operators.put(DOMAIN + "OneHotEncoder", EncodingOperators::oneHot);
        operators.put(DOMAIN + "LabelEncoder", EncodingOperators::labels);
    }

    private static float[] numbers(Node node, String whole, String real) {
        if (node.hasAttribute(whole) && node.integers(whole).length > 0) {
            long[] integers = node.integers(whole);
            float[] numbers = new float[integers.length];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = integers[i];
                require(
                        (long) numbers[i] == integers[i],
                        "attribute %s has %d, which is no float32",
                        whole,
                        integers[i]);
            }
            return numbers;
        }
        return node.hasAttribute(real) ? node.reals(real) : new float[0];
    }

    private static Value constant(Node node, float... numbers) {
        return node.trace().constant(Tensor.of(Shape.of(numbers.length), numbers));
    }

    /** 1 where the numbers differ, else 0. */
    private static Value differing(Value a, Value b) {
        return a.minus(b).absolute().step();
    }

    /** Where what stands for a missing value is NaN nothing changes: inputs are numbers. */
    private static List<Term> imputer(Node node) {
        Term.Flowing x = node.flowing(ComparisonOperators.number(node.term(0)));
        boolean whole = node.hasAttribute("imputed_value_int64s");
        float[] imputed = numbers(node, "imputed_value_int64s", "imputed_value_floats");
        require(x.rank() <= 2, "its input has %d axes, but must be [batch, features]", x.rank());
        int features = x.value().shape().extent(-1);
        require(
                imputed.length == features || imputed.length == 1,
                "attribute imputed_value_%s has %d numbers for %d features",
                whole ? "int64s" : "floats",
                imputed.length,
                features);
        float replaced = whole ? single(node, "replaced_value_int64", 0) : replaced(node);
        if (Float.isNaN(replaced)) {
            return Node.result(x);
        }
        Value keeps = differing(x.value(), constant(node, replaced));
        return Node.result(x.with(keeps.choose(x.value(), constant(node, imputed))));
    }

    /** A whole number of an attribute, which float32 must hold. */
    private static float single(Node node, String name, long otherwise) {
        long number = node.integer(name, otherwise);
        require(ExactNumbers.isSingle(number), "its %s is %d, which is no float32", name, number);
        return number;
    }

    private static float replaced(Node node) {
        return node.hasAttribute("replaced_value_float") ? node.any("replaced_value_float") : 0;
    }

    /** Each number as whether it is each of the categories, along a new last axis. */
    private static List<Term> oneHot(Node node) {
        require(
                !node.hasAttribute("cats_strings") || node.texts("cats_strings").isEmpty(),
                "its categories are words, which only an input of words has");
        Term.Flowing x = node.flowing(ComparisonOperators.number(node.term(0)));
        float[] categories = numbers(node, "cats_int64s", "");
        require(categories.length > 0, "attribute cats_int64s has no category");
        for (int i = 0; i < categories.length; i++) {
            for (int j = 0; j < i; j++) {
                require(
                        categories[i] != categories[j],
                        "attribute cats_int64s has %s twice, at elements %d and %d",
                        categories[i],
                        j,
                        i);
            }
        }
        Value value = x.value();
        // A number with a fraction is cut off to its whole part.
        Value cut = node.term(0).type().isReal()
                ? value.sign().times(value.absolute().floor())
                : value;
        int rank = cut.shape().rank();
        Value hot = differing(cut.reshape(cut.shape().insert(rank, 1)), constant(node, categories))
                .negate()
                .plus(1);
        return Node.result(new Term.Flowing(ElementType.FLOAT, hot, x.batch(), x.share()));
    }

    private static float[] picked(float[] numbers, int[] places) {
        float[] picked = new float[places.length];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = numbers[places[i]];
        }
        return picked;
    }

    private static List<Term> labels(Node node) {
        require(
                !node.hasAttribute("keys_strings")
                        && !node.hasAttribute("values_strings")
                        && !node.hasAttribute("classes_strings"),
                "it is a table of words; supported: of numbers");
        require(
                !node.hasAttribute("default_tensor"),
                "its attribute 'default_tensor' is not supported; supported: default_int64, default_float");
        Term.Flowing x = node.flowing(ComparisonOperators.number(node.term(0)));
        float[] keys = numbers(node, "keys_int64s", "keys_floats");
        float[] values = numbers(node, "values_int64s", "values_floats");
        require(
                keys.length == values.length && keys.length > 0,
                "it has %d keys and %d values",
                keys.length,
                values.length);
        for (int i = 0; i < values.length; i++) {
            require(Float.isFinite(values[i]), "it has the value %s at element %d", values[i], i);
        }
        // Of a key that stands there twice the first counts; one that is no number meets no input.
        int[] counting = IntStream.range(0, keys.length)
                .filter(i -> Float.isFinite(keys[i]))
                .filter(i -> IntStream.range(0, i).noneMatch(before -> keys[before] == keys[i]))
                .toArray();
        boolean whole = node.hasAttribute("values_int64s");
        float otherwise = whole
                ? single(node, "default_int64", -1)
                : node.hasAttribute("default_float") ? node.any("default_float") : -0.0f;
        int rank = x.value().shape().rank();
        require(counting.length > 0, "none of its keys is a finite number");
        Value hit = differing(
                        x.value().reshape(x.value().shape().insert(rank, 1)), constant(node, picked(keys, counting)))
                .negate()
                .plus(1);
        Value found = hit.sum(rank);
        Value result = hit.times(constant(node, picked(values, counting))).sum(rank);
        return Node.result(new Term.Flowing(
                whole ? ElementType.INT64 : ElementType.FLOAT,
                defaulted(result, found, otherwise),
                x.batch(),
                x.share()));
    }

    /** The values of what was found, and another one of all else. */
    private static Value defaulted(Value result, Value found, float otherwise) {
        if (!Float.isFinite(otherwise)) {
            return found.choose(result, result.filled(otherwise));
        }
        // A sum has closer bounds than a choice, and a search of trees follows it.
        return otherwise == 0 ? result : result.plus(found.not().scale(otherwise));
    }
}
