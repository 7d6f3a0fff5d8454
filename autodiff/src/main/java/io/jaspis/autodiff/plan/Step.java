package io.jaspis.autodiff.plan;

import io.jaspis.autodiff.Elementwise;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.Weighted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a plan computes at once. */
public sealed interface Step {

    /** The values that the step computes, in order. */
    List<Value> members();

    /** The members that only other members need: they have no place in the arena. */
    default Set<Value> inner() {
        return Set.of();
    }

    /** The values that the step reads and doesn't compute itself. */
    List<Value> operands();

    /** One value by itself. */
    record Single(Value value) implements Step {
        @Override
        public List<Value> members() {
            return List.of(value);
        }

        @Override
        public List<Value> operands() {
            return value.operands();
        }
    }

    /**
     * A dense layer or convolution, and what is done to each of its elements while it is at hand.
     *
     * @param product the dense layer or convolution, whose operation is {@link Weighted}
     * @param bias a shared value that is added to it, with one element for each output or channel
     * @param relu whether negative elements become zero at the end
     * @param result the last of the values that this stands for
     */
    record Layer(Value product, Value bias, boolean relu, Value result, List<Value> members) implements Step {
        /** What the layer computes first. */
        public Weighted operation() {
            return (Weighted) product.op();
        }

        @Override
        public Set<Value> inner() {
            return Set.copyOf(members.subList(0, members.size() - 1));
        }

        @Override
        public List<Value> operands() {
            List<Value> operands = new ArrayList<>(product.operands());
            if (bias != null) {
                operands.add(bias);
            }
            return operands;
        }
    }

    /**
     * Element-wise operations over one number of elements: a device takes a stretch of them through all of the
     * operations before the next, so that what is in between never leaves its cache or registers. The operation of each
     * member is {@link Elementwise}, or a {@link Movement.Broadcast} of a value from outside of the chain.
     */
    record Chain(List<Value> members, Set<Value> inner) implements Step {
        /** The most members of a chain: with more, too many values are at hand for a first-level cache. */
        public static final int LONGEST = 48;

        /** The operation of a chain's member that isn't a broadcast. */
        public static Elementwise operation(Value member) {
            return (Elementwise) member.op();
        }

        @Override
        public List<Value> operands() {
            Set<Value> own = new HashSet<>(members);
            List<Value> operands = new ArrayList<>();
            for (Value member : members) {
                for (Value operand : member.operands()) {
                    if (!own.contains(operand.unshaped())) {
                        operands.add(operand);
                    }
                }
            }
            return operands;
        }
    }
}
