package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.plan.Step;
import io.jaspis.tensor.PerThread;
import io.jaspis.tensor.kernels.Binary;
import io.jaspis.tensor.kernels.Elementwise;
import io.jaspis.tensor.kernels.Movements;
import io.jaspis.tensor.kernels.Slab;
import io.jaspis.tensor.kernels.Unary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A chain of element-wise operations, and of what is repeated for them, over stretches of {@link #STRETCH} elements and
 * more: the values in between lie in a few slots of scratch, which stay in the first-level cache. Each operation, or {@link MergedSum},
 * is one kernel call a stretch, so results are the bits of the operations one by one.
 */
final class Chain {
    /** 2 KiB a slot: a dozen slots and the operands fit a first-level cache, and a kernel call is worth its overhead. */
    static final int STRETCH = 512;

    /** A short chain needs fewer slots, so its stretches are longer and its kernels called less often. */
    private static final int LONGEST_STRETCH = 8 * STRETCH;

    /** Of the longest chain, and so of any: with fewer members stretches are longer, but never more elements in all. */
    private static final PerThread<Slab.Piece> SCRATCH = PerThread.of(() -> Slab.take(Step.Chain.LONGEST * STRETCH));

    /** An operand or result: where a value of the plan lies, or in a slot of scratch, and then nowhere else. */
    private static final class Place {
        final Location location;
        /** Where a slot begins. */
        final int begin;
        /** Elements after which a shared operand begins again, or 0 for one that goes along. */
        final int period;

        private Place(Location location, int begin, int period) {
            this.location = location;
            this.begin = begin;
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
                return scratch.offset() + begin;
            }
            return location.at() + (period == 0 ? position : position % period);
        }
    }

    /** One operation of the chain on a stretch. */
    private sealed interface Instruction {
        void run(Elementwise kernels, int position, int count, Slab.Piece scratch);

        /** Whether an operand begins again with each example. */
        default boolean repeats() {
            return false;
        }
    }

    private record OfOne(Unary function, float p, float q, Place x, Place y) implements Instruction {
        @Override
        public void run(Elementwise kernels, int position, int count, Slab.Piece scratch) {
            kernels.apply(
                    function,
                    p,
                    q,
                    count,
                    x.array(scratch),
                    x.at(position, scratch),
                    y.array(scratch),
                    y.at(position, scratch));
        }

        @Override
        public boolean repeats() {
            return x.period > 0;
        }
    }

    private record OfTwo(Binary function, Place a, Place b, Place y) implements Instruction {
        @Override
        public void run(Elementwise kernels, int position, int count, Slab.Piece scratch) {
            kernels.apply(
                    function,
                    count,
                    a.array(scratch),
                    a.at(position, scratch),
                    b.array(scratch),
                    b.at(position, scratch),
                    y.array(scratch),
                    y.at(position, scratch));
        }

        @Override
        public boolean repeats() {
            return a.period > 0 || b.period > 0;
        }
    }

    /** A sum of multiples of two operands, so many floats further. */
    private record OfSum(float p, Place a, float q, Place b, int steps, Place y) implements Instruction {
        @Override
        public void run(Elementwise kernels, int position, int count, Slab.Piece scratch) {
            kernels.sum(
                    count,
                    p,
                    a.array(scratch),
                    a.at(position, scratch),
                    q,
                    b.array(scratch),
                    b.at(position, scratch),
                    steps,
                    y.array(scratch),
                    y.at(position, scratch));
        }

        @Override
        public boolean repeats() {
            return a.period > 0 || b.period > 0;
        }
    }

    /** Each {@code inner} elements of x {@code extent} times. */
    private record Repeated(Location x, int extent, int inner, Place y) implements Instruction {
        @Override
        public void run(Elementwise kernels, int position, int count, Slab.Piece scratch) {
            Movements.broadcast(
                    position, count, extent, inner, x.array(), x.at(), y.array(scratch), y.at(position, scratch));
        }
    }

    private final Plan plan;
    private final Memory memory;
    private final Elementwise kernels;
    private final Step.Chain step;
    private final int exampleSize;
    private final int stretch;
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
        this.stretch = stretch(step.members().size());
        this.instructions = compile();
        boolean repeats = false;
        for (Instruction instruction : instructions) {
            repeats |= instruction.repeats();
        }
        this.period = repeats ? exampleSize : 0;
    }

    /** Elements of a stretch: all at once where there is one operation, and so nothing in between. */
    private static int stretch(int members) {
        return members == 1 ? Integer.MAX_VALUE : Math.max(STRETCH, Integer.highestOneBit(LONGEST_STRETCH / members));
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
        Set<Value> absorbed = MergedSum.absorbed(plan, step);
        List<Value> members = new ArrayList<>(step.members());
        members.removeAll(absorbed);
        MergedSum[] sums = new MergedSum[members.size()];
        Map<Value, Integer> lastUse = new HashMap<>();
        for (int i = 0; i < sums.length; i++) {
            sums[i] = MergedSum.of(plan, members.get(i), absorbed);
            lastUse.put(members.get(i), i);
            for (Value operand : operands(members.get(i), sums[i])) {
                lastUse.put(plan.storage(operand), i);
            }
        }
        Deque<Integer> free = new ArrayDeque<>();
        Instruction[] compiled = new Instruction[members.size()];
        for (int i = 0; i < compiled.length; i++) {
            Value member = members.get(i);
            List<Place> operands = member.op() instanceof Movement.Broadcast
                    ? List.of()
                    : operands(member, sums[i]).stream()
                            .map(value -> operand(value, member))
                            .toList();
            if (step.inner().contains(member)) {
                int slot = free.isEmpty() ? slots++ : free.pop();
                places.put(member, new Place(null, slot * stretch, 0));
            } else {
                places.put(member, new Place(memory.locate(member), 0, 0));
            }
            compiled[i] = instruction(member, sums[i], operands, places.get(member));
            for (Map.Entry<Value, Integer> use : lastUse.entrySet()) {
                Place place = places.get(use.getKey());
                if (use.getValue() == i && place != null && place.inScratch()) {
                    free.push(place.begin / stretch);
                }
            }
        }
        return compiled;
    }

    /** @param sum what the member comes to, if it is one; else null */
    private static List<Value> operands(Value member, MergedSum sum) {
        return sum == null ? member.operands() : List.of(sum.a(), sum.b());
    }

    private Place operand(Value operand, Value member) {
        Place own = places.get(plan.storage(operand));
        if (own != null) {
            return own;
        }
        boolean repeats = member.batched() && !operand.batched();
        return new Place(memory.locate(operand), 0, repeats ? exampleSize : 0);
    }

    private Instruction instruction(Value member, MergedSum sum, List<Place> operands, Place y) {
        if (member.op() instanceof Movement.Broadcast(int axis, int extent)) {
            return new Repeated(memory.locate(member.operand(0)), extent, Site.inner(member, axis), y);
        }
        Place x = operands.getFirst();
        if (sum != null) {
            return new OfSum(sum.p(), x, sum.q(), operands.getLast(), sum.steps(), y);
        }
        return switch (Step.Chain.operation(member)) {
            case Pointwise pointwise -> {
                Function function = Function.of(pointwise);
                yield new OfOne(function.unary(), function.p(), function.q(), x, y);
            }
            case Linear.Scale(float factor) -> new OfOne(Unary.SCALE, factor, 0, x, y);
            case Linear.Add() -> new OfTwo(Binary.ADD, x, operands.getLast(), y);
            case Linear.Subtract() -> new OfTwo(Binary.SUBTRACT, x, operands.getLast(), y);
            case Product.Multiply() -> new OfTwo(Binary.MULTIPLY, x, operands.getLast(), y);
            case Product.Gate() -> new OfTwo(Binary.GATE, x, operands.getLast(), y);
            case Quotient() -> new OfTwo(Binary.DIVIDE, x, operands.getLast(), y);
            case Maximum.Max() -> new OfTwo(Binary.MAXIMUM, x, operands.getLast(), y);
            case Maximum.Min() -> new OfTwo(Binary.MINIMUM, x, operands.getLast(), y);
        };
    }

    /** Computes the elements from one position to another, both multiples of {@link #unit}. */
    void run(int from, int to) {
        Slab.Piece scratch = SCRATCH.get();
        int position = from;
        while (position < to) {
            int end = position + Math.min(to - position, stretch);
            if (period > 0) {
                end = Math.min(end, position - position % period + period);
            }
            for (Instruction instruction : instructions) {
                instruction.run(kernels, position, end - position, scratch);
            }
            position = end;
        }
    }
}
