package io.jaspis.autodiff.plan;

import io.jaspis.autodiff.Elementwise;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Type;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.Weighted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Orders the values of a plan and puts together what is better computed at once: a layer with its bias and ReLU, and
 * element-wise operations over the same elements, with what is repeated for one of them. The order stays that of the
 * trace, except that while a chain is open whatever may join it comes first.
 */
final class Fusion {
    private final Set<Value> computed;
    private final Set<Value> constants;
    private final Map<Value, List<Value>> users = new HashMap<>();
    private final Set<Value> outputs = new HashSet<>();

    private Fusion(Graph graph, Collection<Value> values, Set<Value> constants) {
        this.constants = constants;
        computed = new LinkedHashSet<>(values);
        for (Value value : values) {
            for (Value operand : value.operands()) {
                users.computeIfAbsent(operand.unshaped(), _ -> new ArrayList<>())
                        .add(value);
            }
        }
        graph.outputs().values().forEach(output -> outputs.add(output.unshaped()));
    }

    /**
     * The steps that compute these values of a graph, each value in one of them.
     *
     * @param constants what is computed already when a run begins, and is the same in each
     */
    static List<Step> steps(Graph graph, Collection<Value> values, Set<Value> constants) {
        return new Fusion(graph, values, constants).schedule();
    }

    /** One step for each value, in order. */
    static List<Step> singly(Collection<Value> values) {
        return values.stream().map(value -> (Step) new Step.Single(value)).toList();
    }

    private List<Step> schedule() {
        Map<Value, Step> units = new HashMap<>();
        for (Value value : computed) {
            if (!units.containsKey(value)) {
                Step unit = unit(value, units.keySet());
                unit.members().forEach(member -> units.put(member, unit));
            }
        }
        Map<Step, Set<Step>> followers = new HashMap<>();
        Map<Step, Integer> missing = new HashMap<>();
        for (Step unit : needed(units)) {
            Set<Step> before = before(unit, units);
            missing.put(unit, before.size());
            before.forEach(other ->
                    followers.computeIfAbsent(other, _ -> new HashSet<>()).add(unit));
        }
        PriorityQueue<Step> ready = new PriorityQueue<>((a, b) -> Integer.compare(place(a), place(b)));
        missing.forEach((unit, count) -> {
            if (count == 0) {
                ready.add(unit);
            }
        });
        List<Step> order = new ArrayList<>();
        List<Value> chain = new ArrayList<>();
        while (!ready.isEmpty()) {
            Step next = chain.isEmpty() ? null : joining(ready, chain);
            if (next == null) {
                close(chain, order);
                next = ready.peek();
            }
            ready.remove(next);
            if (joins(next)) {
                chain.addAll(next.members());
            } else {
                order.add(next);
            }
            for (Step follower : followers.getOrDefault(next, Set.of())) {
                if (missing.merge(follower, -1, Integer::sum) == 0) {
                    ready.add(follower);
                }
            }
        }
        close(chain, order);
        return order;
    }

    private static Set<Step> before(Step unit, Map<Value, Step> units) {
        Set<Step> before = new HashSet<>();
        for (Value operand : unit.operands()) {
            Step other = units.get(operand.unshaped());
            if (other != null && other != unit) {
                before.add(other);
            }
        }
        return before;
    }

    /** What the outputs need: a bias that was repeated over an image is not, once the layer adds it itself. */
    private Set<Step> needed(Map<Value, Step> units) {
        Set<Step> needed = new HashSet<>();
        List<Step> open = new ArrayList<>();
        outputs.stream().filter(units::containsKey).map(units::get).forEach(open::add);
        while (!open.isEmpty()) {
            Step unit = open.removeLast();
            if (needed.add(unit)) {
                open.addAll(before(unit, units));
            }
        }
        return needed;
    }

    private static int place(Step unit) {
        return unit.members().getLast().index();
    }

    /** The first of the ready units that can join a chain over the same elements. */
    private static Step joining(PriorityQueue<Step> ready, List<Value> chain) {
        Step best = null;
        for (Step unit : ready) {
            if (joins(unit)
                    && sameElements(
                            unit.members().getLast().type(), chain.getLast().type())
                    && chain.size() + unit.members().size() <= Step.Chain.LONGEST
                    && (best == null || place(unit) < place(best))) {
                best = unit;
            }
        }
        return best;
    }

    private static boolean joins(Step unit) {
        return unit instanceof Step.Chain || unit instanceof Step.Single(Value value) && elementwise(value);
    }

    private static boolean sameElements(Type a, Type b) {
        return a.batched() == b.batched() && a.shape().size() == b.shape().size();
    }

    private void close(List<Value> chain, List<Step> order) {
        if (chain.isEmpty()) {
            return;
        }
        Set<Value> members = new HashSet<>(chain);
        Set<Value> inner = new HashSet<>();
        for (Value member : chain) {
            if (!outputs.contains(member) && members.containsAll(users.getOrDefault(member, List.of()))) {
                inner.add(member);
            }
        }
        order.add(new Step.Chain(List.copyOf(chain), Set.copyOf(inner)));
        chain.clear();
    }

    private static boolean elementwise(Value value) {
        return value.op() instanceof Elementwise;
    }

    /** The value, and what is better computed together with it and isn't another's yet. */
    private Step unit(Value value, Set<Value> taken) {
        Value user = repeats(value) ? onlyUser(value) : null;
        if (user == null || taken.contains(user) || !elementwise(user) || !sameElements(value.type(), user.type())) {
            return layer(value, taken);
        }
        // A number of each row, say, that is filled in where it is used and never written out.
        Set<Value> repeated = new LinkedHashSet<>();
        for (Value operand : user.operands()) {
            Value base = operand.unshaped();
            if (computed.contains(base) && repeats(base) && onlyUser(base) == user) {
                repeated.add(base);
            }
        }
        List<Value> members = new ArrayList<>(repeated);
        members.add(user);
        return new Step.Chain(List.copyOf(members), Set.copyOf(repeated));
    }

    private static boolean repeats(Value value) {
        return value.batched() && value.op() instanceof Movement.Broadcast(int _, int extent) && extent > 1;
    }

    /** A layer with the bias and ReLU that follow it and aren't another's yet, or the value alone. */
    private Step layer(Value value, Set<Value> taken) {
        int outputs = value.op() instanceof Weighted weighted ? outputs(weighted, value) : 0;
        if (outputs == 0 || !fixed(value.operand(1))) {
            return new Step.Single(value);
        }
        List<Value> members = new ArrayList<>(List.of(value));
        Value bias = null;
        Value next = onlyUser(value);
        if (next != null && next.op() instanceof Linear.Add && !taken.contains(next)) {
            Value other = next.operand(0).unshaped() == value ? next.operand(1) : next.operand(0);
            Value perOutput = several(value) ? null : perOutput(other, outputs, value.op() instanceof Linear.Convolve);
            if (perOutput != null) {
                bias = perOutput;
                members.add(next);
                next = onlyUser(next);
            }
        }
        boolean relu = next != null && next.op() instanceof Pointwise.Relu;
        if (relu) {
            members.add(next);
        }
        return members.size() == 1
                ? new Step.Single(value)
                : new Step.Layer(value, bias, relu, members.getLast(), List.copyOf(members));
    }

    /** Whether a value stays as it is during a run: a device may pack it ahead. */
    private boolean fixed(Value value) {
        Value base = value.unshaped();
        return base.op() instanceof Source.Constant
                || base.op() instanceof Source.Parameter
                || constants.contains(base);
    }

    /** Whether a convolution is of several images an example: then a channel isn't the first axis, and no bias is told from a number of each. */
    private static boolean several(Value value) {
        return value.op() instanceof Linear.Convolve
                && value.shape().size(0, value.shape().rank() - 3) > 1;
    }

    /** The number of biases a layer has, or 0 for what takes none. */
    private static int outputs(Weighted op, Value value) {
        return switch (op) {
            case Linear.Dense _ -> value.shape().extent(-1);
            case Linear.Convolve(var geometry, boolean transposed) -> transposed ? 0 : geometry.outputChannels();
        };
    }

    private Value onlyUser(Value value) {
        List<Value> all = users.getOrDefault(value, List.of());
        return all.size() == 1 && !outputs.contains(value) ? all.getFirst() : null;
    }

    /**
     * The value with one element for each output from which a shared operand was repeated, or null: over the pixels of
     * each channel for a convolution's bias, over leading axes for a dense layer's.
     */
    private static Value perOutput(Value operand, int outputs, boolean image) {
        Value base = operand;
        while (!base.batched() && base.shape().size() != outputs) {
            if (base.op() instanceof Movement.Broadcast(int axis, int _)) {
                int rank = base.shape().rank();
                int fixed = image ? base.shape().size(0, axis) : base.shape().size(axis + 1, rank);
                if (fixed % outputs != 0) {
                    return null;
                }
            } else if (!(base.op() instanceof Movement.Reshape)) {
                return null;
            }
            base = base.operand(0);
        }
        return base.batched() ? null : base;
    }
}
