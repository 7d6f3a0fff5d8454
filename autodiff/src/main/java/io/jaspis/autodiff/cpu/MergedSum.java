package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.plan.Step;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A sum or difference in a chain with the multiples that it alone takes and a move to other floats that alone takes it: p·a + q·b,
 * moved. One kernel does what up to four would, with the same roundings.
 *
 * @param steps further on the line of floats; less than 0 downwards, 0 to stay
 */
record MergedSum(float p, Value a, float q, Value b, int steps) {

    /** The members of a chain that another computes too, so that nothing is left to be done for them. */
    static Set<Value> absorbed(Plan plan, Step.Chain step) {
        Set<Value> wanted = new HashSet<>();
        Map<Value, Integer> uses = new HashMap<>();
        for (Value member : step.members()) {
            for (Value operand : member.operands()) {
                Value base = plan.storage(operand);
                uses.merge(base, 1, Integer::sum);
                if (isSum(member) && base.op() instanceof Linear.Scale || steps(member) != 0 && isSum(base)) {
                    wanted.add(base);
                }
            }
        }
        wanted.removeIf(value -> uses.get(value) > 1 || !step.inner().contains(value));
        return wanted;
    }

    /** What a member comes to; null where it is no sum, or one that none of this is about. */
    static MergedSum of(Plan plan, Value member, Set<Value> absorbed) {
        Value sum = isSum(member) ? member : null;
        int steps = steps(member);
        if (steps != 0 && absorbed.contains(plan.storage(member.operand(0)))) {
            sum = plan.storage(member.operand(0));
        }
        if (sum == null) {
            return null;
        }
        Value a = plan.storage(sum.operand(0));
        Value b = plan.storage(sum.operand(1));
        if (sum == member && !absorbed.contains(a) && !absorbed.contains(b)) {
            return null;
        }
        float q = factor(b, absorbed);
        return new MergedSum(
                factor(a, absorbed),
                absorbed.contains(a) ? a.operand(0) : sum.operand(0),
                sum.op() instanceof Linear.Subtract ? -q : q,
                absorbed.contains(b) ? b.operand(0) : sum.operand(1),
                sum == member ? 0 : steps);
    }

    private static boolean isSum(Value value) {
        return value.op() instanceof Linear.Add || value.op() instanceof Linear.Subtract;
    }

    private static int steps(Value value) {
        if (value.op() instanceof Pointwise.RoundUp(int steps)) {
            return steps;
        }
        return value.op() instanceof Pointwise.RoundDown(int steps) ? -steps : 0;
    }

    private static float factor(Value value, Set<Value> absorbed) {
        return absorbed.contains(value) && value.op() instanceof Linear.Scale(float factor) ? factor : 1;
    }
}
