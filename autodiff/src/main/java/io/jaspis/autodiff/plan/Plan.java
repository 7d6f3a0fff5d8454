package io.jaspis.autodiff.plan;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph made ready for one batch size: which values to compute in which order, and where each lies in one arena. It
 * holds no data and knows no device; the same plan serves all.
 *
 * <p>Values that depend on constants alone are computed once, when the plan is loaded. Inputs keep their place for
 * good, so that one written once serves many runs; every other value gives its place back after its last use.
 */
public final class Plan {
    private final Graph graph;
    private final int batch;
    private final List<Value> folded = new ArrayList<>();
    private final List<Value> steps = new ArrayList<>();
    private final Map<Value, Integer> offsets = new HashMap<>();
    private final long arenaSize;

    private Plan(Graph graph, int batch, boolean reuse) {
        if (batch < 1) {
            throw new IllegalArgumentException("a plan needs a batch of at least 1, but got " + batch);
        }
        this.graph = graph;
        this.batch = batch;
        arrange();
        this.arenaSize = place(reuse);
    }

    public static Plan of(Graph graph, int batch) {
        return new Plan(graph, batch, true);
    }

    /** A plan in which every value keeps a place of its own, to look at all of them or to test the other kind. */
    public static Plan withoutReuse(Graph graph, int batch) {
        return new Plan(graph, batch, false);
    }

    public Graph graph() {
        return graph;
    }

    /** The number of examples of a run. */
    public int batch() {
        return batch;
    }

    /** The values to compute once, before the first run. */
    public List<Value> folded() {
        return folded;
    }

    /** The values to compute in each run. */
    public List<Value> steps() {
        return steps;
    }

    /** The number of floats in the arena. */
    public long arenaSize() {
        return arenaSize;
    }

    /** The number of elements of a value in this plan. */
    public int size(Value value) {
        return value.type().size(batch);
    }

    /** The value whose elements these are: itself, or what it reshapes. */
    public Value storage(Value value) {
        Value base = value;
        while (base.op() instanceof Movement.Reshape) {
            base = base.operand(0);
        }
        return base;
    }

    /** Whether a value lies in the arena; constants and parameters lie in arrays of their own. */
    public boolean inArena(Value value) {
        return inArena(storage(value).op());
    }

    /** Where a value begins in the arena. */
    public int offset(Value value) {
        return offsets.get(storage(value));
    }

    private static boolean inArena(io.jaspis.autodiff.Op op) {
        return !(op instanceof Source.Constant) && !(op instanceof Source.Parameter);
    }

    private void arrange() {
        Set<Value> fixed = new HashSet<>();
        for (Value value : graph.values()) {
            boolean foldable = switch (value.op()) {
                case Source.Constant _, Source.BatchSize _ -> true;
                case Source.Input _, Source.Parameter _, Random _ -> false;
                case Linear _, Pointwise _, Product _, Maximum _, Movement _ -> fixed.containsAll(value.operands());
            };
            if (foldable) {
                fixed.add(value);
            }
            boolean computed = !(value.op() instanceof Movement.Reshape)
                    && !(value.op() instanceof Source.Input)
                    && inArena(value.op());
            if (computed) {
                (foldable ? folded : steps).add(value);
            }
        }
    }

    private long place(boolean reuse) {
        Arena arena = new Arena();
        Set<Value> lasting = new HashSet<>(folded);
        for (Value input : graph.inputs().values()) {
            lasting.add(input);
            take(arena, input);
        }
        for (Value value : folded) {
            take(arena, value);
        }
        graph.outputs().values().forEach(output -> lasting.add(storage(output)));
        Map<Value, Integer> lastUse = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            lastUse.put(steps.get(i), i);
            for (Value operand : steps.get(i).operands()) {
                lastUse.put(storage(operand), i);
            }
        }
        Map<Integer, List<Value>> ending = new HashMap<>();
        lastUse.forEach((value, step) ->
                ending.computeIfAbsent(step, _ -> new ArrayList<>()).add(value));
        for (int i = 0; i < steps.size(); i++) {
            take(arena, steps.get(i));
            if (reuse) {
                ending.getOrDefault(i, List.of()).stream()
                        .filter(value -> inArena(value.op()) && !lasting.contains(value))
                        .sorted((a, b) -> Integer.compare(a.index(), b.index()))
                        .forEach(value -> arena.giveBack(offsets.get(value), size(value)));
            }
        }
        return arena.size();
    }

    private void take(Arena arena, Value value) {
        long offset = arena.take(size(value));
        if (offset + size(value) > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException(
                    "a batch of " + batch + " needs an arena of over 8 GiB: use a smaller one");
        }
        offsets.put(value, (int) offset);
    }

    /** One line a step, with its place. */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder("batch ").append(batch).append(", arena ").append(arenaSize);
        for (Value value : steps) {
            text.append('\n').append(offsets.get(value)).append(": ").append(value);
        }
        return text.toString();
    }
}
