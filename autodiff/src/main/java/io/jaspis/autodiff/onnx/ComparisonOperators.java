package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoublePredicate;

/**
 * Comparisons, logic and choices. Booleans that depend on the model's input are the numbers 0 and 1: {@code a > b} is the step
 * of {@code a − b}, whose sign floats don't round away.
 */
final class ComparisonOperators {
    private ComparisonOperators() {}

    static void register(Map<String, Operator> operators) {
        compare(operators, "Greater", (a, b) -> a > b ? 1 : 0, ComparisonOperators::greater);
        compare(operators, "Less", (a, b) -> a < b ? 1 : 0, (a, b) -> greater(b, a));
        compare(
                operators,
                "GreaterOrEqual",
                (a, b) -> a >= b ? 1 : 0,
                (a, b) -> greater(b, a).not());
        compare(
                operators,
                "LessOrEqual",
                (a, b) -> a <= b ? 1 : 0,
                (a, b) -> greater(a, b).not());
        compare(
                operators,
                "Equal",
                (a, b) -> a == b ? 1 : 0,
                (a, b) -> a.minus(b).absolute().step().not());
        compare(operators, "And", (a, b) -> a * b, Value::times);
        compare(operators, "Or", Math::max, Value::max);
        compare(operators, "Xor", (a, b) -> a == b ? 0 : 1, (a, b) -> a.minus(b).absolute());
        operators.put("Not", node -> switch (node.term(0)) {
            case Term.Integers known ->
                Node.result(Folding.whole(ElementType.BOOL, known, known, Folding.fixedOnly((x, _) -> x == 0 ? 1 : 0)));
            case Term.Flowing flowing ->
                Node.result(flowing.with(flowing.value().not()));
            case Term.Reals _ -> throw new IllegalArgumentException("its input must be boolean");
        });
        operators.put("Where", ComparisonOperators::where);
        operators.put(
                "IsNaN",
                node -> node.term(0) instanceof Term.Flowing flowing
                                && flowing.type().isReal()
                        ? Node.result(flowing.with(isNaN(flowing.value())).with(ElementType.BOOL))
                        : known(node, x -> Double.isNaN(x)));
        operators.put("IsInf", node -> {
            boolean below = node.integer("detect_negative", 1) != 0;
            boolean above = node.integer("detect_positive", 1) != 0;
            return known(node, x -> Double.isInfinite(x) && (x < 0 ? below : above));
        });
    }

    /** 1 where a is above b, else 0. */
    static Value greater(Value a, Value b) {
        return a.minus(b).step();
    }

    /** Every number is above −1 or below 1; what is no number is neither. */
    static Value isNaN(Value x) {
        return x.plus(1).step().max(x.negate().plus(1).step()).not();
    }

    private static List<Term> known(Node node, DoublePredicate test) {
        Term.Known x = node.known(0, "what is asked for NaN or infinities");
        require(x instanceof Term.Reals, "its input must be floating-point numbers");
        Term.Reals reals = (Term.Reals) x;
        return List.of(Term.Integers.of(
                ElementType.BOOL, reals.extents(), i -> Folding.Count.of(test.test(reals.at(i)) ? 1 : 0)));
    }

    private static void compare(
            Map<String, Operator> operators, String name, DoubleBinaryOperator known, BinaryOperator<Value> flowing) {
        operators.put(name, node -> {
            node.type(0, 1);
            if (node.term(0) instanceof Term.Integers first && node.term(1) instanceof Term.Integers second) {
                return List.of(Folding.whole(ElementType.BOOL, first, second, (x, y) -> {
                    if (name.equals("Equal")) {
                        return x.equal(y);
                    }
                    return Folding.fixedOnly((a, b) -> a == b || Math.abs(a) < 1L << 53 && Math.abs(b) < 1L << 53
                                    ? (long) known.applyAsDouble(a, b)
                                    : (long) known.applyAsDouble(Long.compare(a, b), 0))
                            .apply(x, y);
                }));
            }
            if (node.allReals()) {
                Term.Reals result = Folding.paired((Term.Reals) node.term(0), (Term.Reals) node.term(1), known);
                return List.of(PointwiseOperators.truncated(result, ElementType.BOOL));
            }
            Aligned both = Aligned.of(node, List.of(number(node.term(0)), number(node.term(1))));
            return List.of(both.flow(ElementType.BOOL, flowing.apply(both.first(), both.second())));
        });
    }

    /** Whole numbers and booleans that are known as floats. */
    static Term number(Term term) {
        return term instanceof Term.Integers integers ? ExactNumbers.asReals(integers) : term;
    }

    private static List<Term> where(Node node) {
        require(node.term(0).type() == ElementType.BOOL, "the condition must be boolean");
        ElementType type = node.type(1, 2);
        if (!node.allKnown()) {
            return choice(node, type);
        }
        Term.Integers condition = node.integers(0, "the condition");
        Term.Known yes = node.known(1, "what is chosen from");
        Term.Known no = node.known(2, "what is chosen from");
        int[] extents = Layout.common(condition.extents(), Layout.common(yes.extents(), no.extents()));
        long[] chosen = ((Term.Integers) Layout.broadcast(condition, extents)).fixed();
        Term.Known first = Layout.broadcast(yes, extents);
        Term.Known second = Layout.broadcast(no, extents);
        return List.of(
                type.isReal()
                        ? Term.Reals.of(type, extents, i -> ((Term.Reals) (chosen[i] != 0 ? first : second)).at(i))
                        : Term.Integers.of(
                                type, extents, i -> ((Term.Integers) (chosen[i] != 0 ? first : second)).at(i)));
    }

    /** Whatever is on the side that isn't chosen, infinite or no number, is nothing. */
    private static List<Term> choice(Node node, ElementType type) {
        Aligned all = Aligned.of(node, List.of(number(node.term(0)), number(node.term(1)), number(node.term(2))));
        return List.of(
                all.flow(type, all.first().choose(all.second(), all.values().get(2))));
    }
}
