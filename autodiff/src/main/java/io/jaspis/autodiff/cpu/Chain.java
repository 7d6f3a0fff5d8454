package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.plan.Step;
import io.jaspis.tensor.PerThread;
import io.jaspis.tensor.kernels.Binary;
import io.jaspis.tensor.kernels.Elementwise;
import io.jaspis.tensor.kernels.Slab;
import io.jaspis.tensor.kernels.Unary;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A chain of element-wise operations over stretches of {@link #STRETCH} elements: the values in between lie in a few
 * slots of scratch, which stay in the first-level cache. Each operation is one kernel call a stretch, so results are the
 * bits of the operations one by one.
 */
final class Chain {
    /** 2 KiB a slot: a dozen slots and the operands fit a first-level cache, and a kernel call is worth its overhead. */
    static final int STRETCH = 512;

    private static final PerThread<Slab.Piece> SCRATCH = PerThread.of(() -> Slab.take(Step.Chain.LONGEST * STRETCH));

    /** An operand or result: where a value of the plan lies, or in a slot of scratch, and then nowhere else. */
    private static final class Place {
        final Location location;
        final int slot;
        /** Elements after which a shared operand begins again, or 0 for one that goes along. */
        final int period;

        private Place(Location location, int slot, int period) {
            this.location = location;
            this.slot = slot;
            this.period = period;
        }

        boolean inScratch() {
            return location == null;
        }

        float[] array(Slab.Piece scratch) {
            return location == null ? scratch.data() : location.array();
        }

        int at(int position, Slab.Piece scratch) {
            if (location == null) {
                return scratch.offset() + slot * STRETCH;
            }
            return location.at() + (period == 0 ? position : position % period);
        }
    }

    private static final class Instruction {
        final Unary unary;
        final float p;
        final float q;
        final Binary binary;
        final Place first;
        final Place second;
        final Place result;

        Instruction(Unary unary, float p, float q, Binary binary, Place first, Place second, Place result) {
            this.unary = unary;
            this.p = p;
            this.q = q;
            this.binary = binary;
            this.first = first;
            this.second = second;
            this.result = result;
        }
    }

    private final Plan plan;
    private final Memory memory;
    private final Elementwise kernels;
    private final Step.Chain step;
    private final int exampleSize;
    private final Map<Value, Place> places = new HashMap<>();
    private final Instruction[] instructions;
    private final int period;
    private int slots;

    Chain(Plan plan, Memory memory, Elementwise kernels, Step.Chain step) {
        this.plan = plan;
        this.memory = memory;
        this.kernels = kernels;
        this.step = step;
        Value first = step.members().getFirst();
        this.exampleSize = first.shape().size();
        this.instructions = compile();
        boolean repeats = false;
        for (Instruction instruction : instructions) {
            repeats |= instruction.first.period > 0 || instruction.second != null && instruction.second.period > 0;
        }
        this.period = repeats ? exampleSize : 0;
    }

    /** The elements of the whole chain. */
    int size() {
        return plan.size(step.members().getFirst());
    }

    /** The unit in which the work may be cut: a stretch must not cross from one example to the next. */
    int unit() {
        return period == 0 ? 1 : period;
    }

    private Instruction[] compile() {
        List<Value> members = step.members();
        Map<Value, Integer> lastUse = new HashMap<>();
        for (int i = 0; i < members.size(); i++) {
            lastUse.put(members.get(i), i);
            for (Value operand : members.get(i).operands()) {
                lastUse.put(plan.storage(operand), i);
            }
        }
        Deque<Integer> free = new ArrayDeque<>();
        Instruction[] compiled = new Instruction[members.size()];
        for (int i = 0; i < compiled.length; i++) {
            Value member = members.get(i);
            Place first = operand(member.operand(0), member);
            Place second = member.operands().size() > 1 ? operand(member.operand(1), member) : null;
            int slot = -1;
            if (step.inner().contains(member)) {
                slot = free.isEmpty() ? slots++ : free.pop();
                places.put(member, new Place(null, slot, 0));
            } else {
                places.put(member, new Place(memory.locate(member), 0, 0));
            }
            compiled[i] = instruction(member, first, second, places.get(member));
            for (Map.Entry<Value, Integer> use : lastUse.entrySet()) {
                Place place = places.get(use.getKey());
                if (use.getValue() == i && place != null && place.inScratch()) {
                    free.push(place.slot);
                }
            }
        }
        return compiled;
    }

    private Place operand(Value operand, Value member) {
        Place own = places.get(plan.storage(operand));
        if (own != null) {
            return own;
        }
        boolean repeats = member.batched() && !operand.batched();
        return new Place(memory.locate(operand), 0, repeats ? exampleSize : 0);
    }

    private static Instruction instruction(Value member, Place first, Place second, Place result) {
        return switch (Step.Chain.operation(member)) {
            case Pointwise pointwise -> {
                Function function = Function.of(pointwise);
                yield new Instruction(function.unary(), function.p(), function.q(), null, first, null, result);
            }
            case Linear.Scale(float factor) -> new Instruction(Unary.SCALE, factor, 0, null, first, null, result);
            case Linear.Add() -> new Instruction(null, 0, 0, Binary.ADD, first, second, result);
            case Linear.Subtract() -> new Instruction(null, 0, 0, Binary.SUBTRACT, first, second, result);
            case Product.Multiply() -> new Instruction(null, 0, 0, Binary.MULTIPLY, first, second, result);
            case Quotient() -> new Instruction(null, 0, 0, Binary.DIVIDE, first, second, result);
            case Maximum.Max() -> new Instruction(null, 0, 0, Binary.MAXIMUM, first, second, result);
            case Maximum.Min() -> new Instruction(null, 0, 0, Binary.MINIMUM, first, second, result);
        };
    }

    /** Computes the elements from one position to another, both multiples of {@link #unit}. */
    void run(int from, int to) {
        Slab.Piece scratch = SCRATCH.get();
        int position = from;
        while (position < to) {
            int end = Math.min(to, position + STRETCH);
            if (period > 0) {
                end = Math.min(end, position - position % period + period);
            }
            for (Instruction instruction : instructions) {
                run(instruction, position, end - position, scratch);
            }
            position = end;
        }
    }

    private void run(Instruction instruction, int position, int count, Slab.Piece scratch) {
        Place first = instruction.first;
        Place result = instruction.result;
        float[] x = first.array(scratch);
        float[] y = result.array(scratch);
        if (instruction.unary != null) {
            kernels.apply(
                    instruction.unary,
                    instruction.p,
                    instruction.q,
                    count,
                    x,
                    first.at(position, scratch),
                    y,
                    result.at(position, scratch));
        } else {
            Place second = instruction.second;
            float[] b = second.array(scratch);
            kernels.apply(
                    instruction.binary,
                    count,
                    x,
                    first.at(position, scratch),
                    b,
                    second.at(position, scratch),
                    y,
                    result.at(position, scratch));
        }
    }
}
