package io.jaspis.autodiff.plan;

import io.jaspis.autodiff.Elementwise;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Op;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
    private final Set<Value> constants = new HashSet<>();
    private final int batch;
    private final List<Value> folded = new ArrayList<>();
    private final List<Step> steps;
    private final Map<Value, Integer> offsets = new HashMap<>();
    private final long constantSize;
    private final long arenaSize;
    private final boolean optimized;
    private final boolean ownsParameters;
    private final Map<String, String> carried;

    private Plan(Graph graph, int batch, boolean optimized, boolean ownsParameters, Map<String, String> carried) {
        if (batch < 1) {
            throw new IllegalArgumentException("a plan needs a batch of at least 1, but got " + batch);
        }
        this.graph = graph;
        this.batch = batch;
        this.optimized = optimized;
        this.ownsParameters = ownsParameters;
        this.carried = Collections.unmodifiableMap(new LinkedHashMap<>(carried));
        requireCarriable();
        List<Value> computed = arrange();
        this.steps = optimized ? Fusion.steps(graph, computed, constants) : Fusion.singly(computed);
        this.constantSize = placeConstants();
        this.arenaSize = place(optimized);
    }

    public static Plan of(Graph graph, int batch) {
        return new Plan(graph, batch, true, false, Map.of());
    }

    /**
     * A plan with a state that stays on the device from run to run: iterates of a search, parameters with the state of
     * their optimiser. At the end of each run these outputs take the place of these inputs, as if they were read and
     * written by hand, to the same bits. Parameters are the execution's own; it begins with those that it is loaded with. An input or
     * parameter may still be written, whole or by rows, to begin or to go on from elsewhere.
     *
     * @param carried from the name of an output to that of the input or parameter, of the same type, that it becomes; an
     *     output must not itself be what another is carried to
     */
    public static Plan carrying(Graph graph, int batch, Map<String, String> carried) {
        return new Plan(graph, batch, true, true, carried);
    }

    /**
     * A plan in which every value is computed by itself, all examples at once, and keeps a place of its own: what the other kind must equal, bit
     * for bit.
     */
    public static Plan withoutReuse(Graph graph, int batch) {
        return new Plan(graph, batch, false, false, Map.of());
    }

    /**
     * The same for another batch, with nothing carried: to take a part of the examples at a time. Where parameters were an
     * execution's own they are still.
     */
    public Plan part(int size) {
        return new Plan(graph, size, optimized, ownsParameters, Map.of());
    }

    private void requireCarriable() {
        Set<Value> replaced = new HashSet<>();
        carried.forEach((output, input) -> {
            Value from = graph.output(output);
            Value to = writable(input);
            if (!from.type().equals(to.type())) {
                throw new IllegalArgumentException("output " + output + " is " + from.type()
                        + " and can't be carried to " + input + ", which is " + to.type());
            }
            if (!replaced.add(to)) {
                throw new IllegalArgumentException("two outputs are carried to " + input);
            }
        });
        graph.outputs().forEach((name, value) -> {
            if (replaced.contains(storage(value))) {
                throw new IllegalArgumentException("output " + name + " is an input that another output is carried to: "
                        + "make it a value of its own by copied(), since scale(1) is the value itself");
            }
        });
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

    /** What to compute in each run, in order. */
    public List<Step> steps() {
        return steps;
    }

    /** The number of floats in the arena, which holds inputs and what each run computes. */
    public long arenaSize() {
        return arenaSize;
    }

    /** The number of floats that the folded values take, in an array of their own. */
    public long constantSize() {
        return constantSize;
    }

    /** From the outputs that are carried to the inputs or parameters that they become; see {@link #carrying}. */
    public Map<String, String> carried() {
        return carried;
    }

    /** Whether an execution has parameters of its own, which may be written, instead of reading the caller's. */
    public boolean ownsParameters() {
        return ownsParameters;
    }

    /** What an execution lets be written under this name: an input, or a parameter that is its own. */
    public Value writable(String name) {
        Value parameter = ownsParameters ? graph.parameters().get(name) : null;
        return parameter != null && !graph.inputs().containsKey(name) ? parameter : graph.input(name);
    }

    /** What an execution lets be read under this name: an output, or else what may be written. */
    public Value readable(String name) {
        Value output = graph.outputs().get(name);
        boolean kept = graph.inputs().containsKey(name)
                || ownsParameters && graph.parameters().containsKey(name);
        return output == null && kept ? writable(name) : graph.output(name);
    }

    /** The number of rows of a value: the batch's examples, or one where it is shared. */
    public int rows(Value value) {
        return value.batched() ? batch : 1;
    }

    /**
     * Refuses rows that a value doesn't have, or an array that is too short for them.
     *
     * @param name of the value, for the message
     */
    public void requireRows(Value value, String name, float[] array, int offset, int row, int rows) {
        if (row < 0 || rows < 0 || row > rows(value) - rows) {
            throw new IllegalArgumentException(
                    name + " has " + rows(value) + " rows, and not " + rows + " from row " + row + " on");
        }
        int size = rows * value.shape().size();
        if (offset < 0 || array.length - offset < size) {
            throw new IllegalArgumentException(name + " is " + value.type() + " and needs " + size
                    + " elements from offset " + offset + " on, but the array has " + array.length);
        }
    }

    /** Refuses to hand what can be read under one name here to another name in a plan where it has another size. */
    public void requireHandable(String from, Plan taker, String to) {
        int given = size(readable(from));
        int taken = taker.size(taker.writable(to));
        if (given != taken) {
            throw new IllegalArgumentException(from + " has " + given + " elements, but " + to + " needs " + taken);
        }
    }

    /** The number of elements of a value in this plan. */
    public int size(Value value) {
        try {
            return value.type().size(batch);
        } catch (InputException e) {
            throw new InputException(
                    value.label().map(label -> "at '" + label + "': ").orElse("") + e.getMessage(), e);
        }
    }

    /** The value whose elements these are: itself, or what it reshapes. */
    public Value storage(Value value) {
        return value.unshaped();
    }

    /** Whether a value is computed once, when the plan is loaded. */
    public boolean isFolded(Value value) {
        return constants.contains(storage(value));
    }

    /** Where a value begins: in the arena, or where it is folded, among the folded values. */
    public int offset(Value value) {
        return offsets.get(storage(value));
    }

    /**
     * Whether each example's results are its own: such a plan may be run for a part of the examples at a time.
     */
    public boolean separable() {
        return optimized && graph.values().stream().noneMatch(Plan::mixesExamples);
    }

    private static boolean mixesExamples(Value value) {
        return switch (value.op()) {
            case Source.BatchSize _, Linear.BatchSum _ -> true;
            case Product.DenseWeight _, Product.ConvolveWeight _ ->
                value.operand(0).batched();
            case Source.Input _, Source.Parameter _, Source.Constant _, Random _ -> false;
            case Linear.Dense _, Linear.Convolve _, Linear.Sum _, Linear.Select _ -> false;
            case Elementwise _, Product.MatMul _, Maximum.Pool _, Movement _ -> false;
        };
    }

    private static boolean inArena(Op op) {
        return !(op instanceof Source.Constant) && !(op instanceof Source.Parameter);
    }

    /** Sorts the values into those to fold and those to compute in each run, and returns the latter. */
    private List<Value> arrange() {
        List<Value> computed = new ArrayList<>();
        Set<Value> fixed = new HashSet<>();
        for (Value value : graph.values()) {
            boolean foldable = switch (value.op()) {
                case Source.Constant _, Source.BatchSize _ -> true;
                case Source.Input _, Source.Parameter _, Random _ -> false;
                case Linear _, Pointwise _, Product _, Quotient _, Maximum _, Movement _ ->
                    fixed.containsAll(value.operands());
            };
            if (foldable) {
                fixed.add(value);
            }
            boolean placed = !(value.op() instanceof Movement.Reshape)
                    && !(value.op() instanceof Source.Input)
                    && inArena(value.op());
            if (placed) {
                (foldable ? folded : computed).add(value);
            }
        }
        constants.addAll(folded);
        return computed;
    }

    private long placeConstants() {
        Arena arena = new Arena();
        folded.forEach(value -> take(arena, value));
        return arena.size();
    }

    private long place(boolean reuse) {
        Arena arena = new Arena();
        Set<Value> lasting = new HashSet<>(graph.inputs().values());
        graph.inputs().values().forEach(input -> take(arena, input));
        graph.outputs().values().forEach(output -> lasting.add(storage(output)));
        Map<Value, Integer> lastUse = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            for (Value member : steps.get(i).members()) {
                if (!steps.get(i).inner().contains(member)) {
                    lastUse.put(member, i);
                }
            }
            for (Value operand : steps.get(i).operands()) {
                Value base = storage(operand);
                if (inArena(base.op()) && !constants.contains(base)) {
                    lastUse.put(base, i);
                }
            }
        }
        Map<Integer, List<Value>> ending = new HashMap<>();
        lastUse.forEach((value, step) ->
                ending.computeIfAbsent(step, _ -> new ArrayList<>()).add(value));
        for (int i = 0; i < steps.size(); i++) {
            for (Value member : steps.get(i).members()) {
                if (!steps.get(i).inner().contains(member)) {
                    take(arena, member);
                }
            }
            if (reuse) {
                ending.getOrDefault(i, List.of()).stream()
                        .filter(value -> !lasting.contains(value))
                        .sorted((a, b) -> Integer.compare(a.index(), b.index()))
                        .forEach(value -> arena.giveBack(offsets.get(value), size(value)));
            }
        }
        return arena.size();
    }

    private void take(Arena arena, Value value) {
        long offset = arena.take(size(value));
        if (offset + size(value) > Integer.MAX_VALUE - 16) {
            throw new InputException("a batch of " + batch + " needs an arena of over 8 GiB: use a smaller one");
        }
        offsets.put(value, (int) offset);
    }

    /** One line a step, with the places of its results. */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder("batch ").append(batch).append(", arena ").append(arenaSize);
        for (Step step : steps) {
            text.append('\n').append(step.getClass().getSimpleName());
            for (Value member : step.members()) {
                Integer offset = offsets.get(member);
                text.append("\n  ")
                        .append(offset == null ? "-" : offset)
                        .append(": ")
                        .append(member);
            }
        }
        return text.toString();
    }
}
