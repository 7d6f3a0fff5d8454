package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Location.Position;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.kernels.Slab;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Map<List<Object>, Object> arranged;
    /** Arrays of a larger batch, by the values whose elements they hold. */
    private final Map<Value, Slab.Piece> wholes;

    private final Position position = new Position();
    private final Slab.Piece arena;

    private Memory(
            Plan plan,
            Map<Value, float[]> elsewhere,
            float[] folded,
            Map<List<Object>, Object> arranged,
            Map<Value, Slab.Piece> wholes) {
        this.plan = plan;
        this.elsewhere = elsewhere;
        this.folded = folded;
        this.arranged = arranged;
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
                elsewhere.put(value, tensor.data());
            }
        }
        return new Memory(plan, elsewhere, new float[(int) plan.constantSize()], new HashMap<>(), wholes);
    }

    /** Another arena with the same constants, parameters and folded values. */
    Memory another() {
        return new Memory(plan, elsewhere, folded, arranged, wholes);
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

    /** What is made of a constant once and shared by every step and arena that wants it in this way. */
    <T> T once(Value constant, Object way, Class<T> type, Supplier<T> maker) {
        List<Object> key = List.of(plan.storage(constant), way, type);
        Object made = arranged.get(key);
        if (made == null) {
            made = maker.get();
            arranged.put(key, made);
        }
        return type.cast(made);
    }

    /** Whether a value is the same in every run. */
    boolean constant(Value value) {
        Value base = plan.storage(value);
        return base.op() instanceof Source.Constant || plan.isFolded(base);
    }
}
