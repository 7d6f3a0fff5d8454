package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Location.Position;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Slab;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where the values of a plan lie: constants and parameters in arrays of their own, folded values in one array, all else
 * in the arena, but for what lies in arrays of a larger batch, of which the plan computes a part. Several arenas may share
 * the rest.
 */
final class Memory {
    private final Plan plan;
    private final Map<Value, float[]> elsewhere;
    private final float[] folded;
    private final Arrangements arrangements;

    /** Arrays of a larger batch, by the values whose elements they hold. */
    private final Map<Value, Slab.Piece> wholes;

    private final Position position = new Position();
    private final Slab.Piece arena;

    /** What is made of constants and parameters, for all arenas. */
    private static final class Arrangements {
        final Map<List<Object>, Object> made = new HashMap<>();
        /** What is to be made anew of parameters when a run begins. */
        final List<Runnable> changing = new ArrayList<>();

        boolean stale = true;
    }

    private Memory(
            Plan plan,
            Map<Value, float[]> elsewhere,
            float[] folded,
            Arrangements arrangements,
            Map<Value, Slab.Piece> wholes) {
        this.plan = plan;
        this.elsewhere = elsewhere;
        this.folded = folded;
        this.arrangements = arrangements;
        this.wholes = wholes;
        this.arena = Slab.take((int) plan.arenaSize());
    }

    static Memory of(Plan plan, Map<String, Tensor> parameters, Map<Value, Slab.Piece> wholes) {
        Map<Value, float[]> elsewhere = new HashMap<>();
        for (Value value : plan.graph().values()) {
            if (value.op() instanceof Source.Constant(Tensor tensor)) {
                elsewhere.put(value, tensor.data());
            } else if (value.op() instanceof Source.Parameter(String name, var shape)) {
                Tensor tensor = parameters.get(name);
                if (tensor == null || !tensor.shape().equals(shape)) {
                    throw new IllegalArgumentException("parameter " + name + " must be a tensor of shape " + shape
                            + ", but is " + (tensor == null ? "missing" : "of shape " + tensor.shape()));
                }
                elsewhere.put(value, plan.ownsParameters() ? tensor.data().clone() : tensor.data());
            }
        }
        return new Memory(plan, elsewhere, new float[(int) plan.constantSize()], new Arrangements(), wholes);
    }

    /** Another arena with the same constants, parameters and folded values. */
    Memory another() {
        return new Memory(plan, elsewhere, folded, arrangements, wholes);
    }

    Location locate(Value value) {
        Value base = plan.storage(value);
        float[] own = elsewhere.get(base);
        if (own != null) {
            return new Location(own, 0, 0, position);
        }
        Slab.Piece whole = wholes.get(base);
        if (whole != null) {
            int perExample = base.batched() ? base.shape().size() : 0;
            return new Location(whole.data(), whole.offset(), perExample, position);
        }
        if (plan.isFolded(base)) {
            return new Location(folded, plan.offset(base), 0, position);
        }
        return new Location(arena.data(), arena.offset() + plan.offset(base), 0, position);
    }

    /** From now on the plan computes the part of a larger batch that begins with this example. */
    void moveTo(int example) {
        position.example = example;
    }

    /**
     * What is made of a constant or parameter once and shared by every step and arena that wants it in this way.
     *
     * @param remade how it is made anew of a parameter, which may have changed, when a run begins
     */
    <T> T once(Value value, Object way, Class<T> type, Supplier<T> maker, Consumer<T> remade) {
        List<Object> key = List.of(plan.storage(value), way, type);
        T made = type.cast(arrangements.made.get(key));
        if (made == null) {
            T first = maker.get();
            arrangements.made.put(key, first);
            if (!constant(value)) {
                arrangements.changing.add(() -> remade.accept(first));
            }
            return first;
        }
        return made;
    }

    /** Says that a value of the plan has been written. */
    void written(Value value) {
        arrangements.stale |= value.op() instanceof Source.Parameter;
    }

    /** Makes anew what was made of parameters; of the plan's own only where they have been written since. */
    void renew() {
        if (plan.ownsParameters() && !arrangements.stale) {
            return;
        }
        for (int i = 0; i < arrangements.changing.size(); i++) {
            arrangements.changing.get(i).run();
        }
        arrangements.stale = false;
    }

    /** Whether a value stays as it is during a run. */
    boolean fixed(Value value) {
        return constant(value) || plan.storage(value).op() instanceof Source.Parameter;
    }

    /** Whether a value is the same in every run. */
    private boolean constant(Value value) {
        Value base = plan.storage(value);
        return base.op() instanceof Source.Constant || plan.isFolded(base);
    }
}
