package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which numbers are rounded to float32 by a cast, which is read as nothing. Bounds between floats hold of the number before and
 * after it, but not so what the two make of each other: their difference is 0 in the graph, and isn't in the model. So a
 * number that is rounded may not be used as it was as well.
 */
final class SinglePrecision {
    private final Ranges ranges;
    private final Set<Value> singles = new HashSet<>();
    private final Map<Value, String> rounding = new HashMap<>();
    private final Map<Value, String> using = new HashMap<>();

    SinglePrecision(Ranges ranges) {
        this.ranges = ranges;
    }

    /** Notes down what a node makes of its operands. */
    void follow(Node node, List<Term> results) {
        List<Term.Flowing> made = flowing(results);
        List<Term.Flowing> operands = flowing(node.operands());
        boolean casts = node.operator().equals("Cast") || node.operator().equals("CastLike");
        for (Term.Flowing operand : operands) {
            Value root = root(operand);
            if (isSingle(operand)) {
                note(root);
                if (casts) {
                    // A float32 without its fraction is one, too.
                    made.forEach(each -> note(root(each)));
                }
            }
            if (isSingle(operand) || singles.contains(root) || made.isEmpty()) {
                continue;
            }
            boolean moves = made.stream().allMatch(each -> root(each) == root);
            if (casts && made.getFirst().type() == ElementType.FLOAT) {
                rounding.put(root, node.title());
                requireOneOf(root);
            } else if (!moves) {
                using.put(root, node.title());
                requireOneOf(root);
            }
        }
    }

    /** Notes down that a term is an output of the model. */
    void output(String name, Term term) {
        if (term instanceof Term.Flowing flowing && !isSingle(flowing)) {
            using.put(root(flowing), "the output '" + name + "'");
            requireOneOf(root(flowing));
        }
    }

    private void note(Value single) {
        if (!rounding.containsKey(single)) {
            singles.add(single);
        }
    }

    private void requireOneOf(Value root) {
        require(
                !rounding.containsKey(root) || !using.containsKey(root),
                "the same numbers are rounded to float32 by %s and used as they are by %s, but the difference that makes isn't"
                        + " followed; cast them to float32 once, for both",
                rounding.get(root),
                using.get(root));
    }

    /** Whether float32 holds what the term may be. */
    private boolean isSingle(Term.Flowing term) {
        return term.type().isReal()
                ? term.type() != ElementType.DOUBLE
                : ranges.of(term.value()).within(Ranges.Range.SINGLES);
    }

    private static List<Term.Flowing> flowing(List<Term> terms) {
        return terms.stream()
                .filter(term -> term instanceof Term.Flowing)
                .map(term -> (Term.Flowing) term)
                .toList();
    }

    /** What a term's elements are elements of. */
    private static Value root(Term.Flowing term) {
        Value root = term.value();
        while (root.op() instanceof Movement && root.operands().size() == 1) {
            root = root.operand(0);
        }
        return root;
    }
}
