package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Elementwise;
import io.jaspis.autodiff.Gates;
import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Indicators;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * On what of those that may be undefined each value of a network depends: by numbers that are 0 where all is defined and −∞ where
 * something may not be. Before a gate, which keeps some elements from all that follows, they are known element by element as far as
 * operations leave each in a place of its own; all others are one number for all elements.
 */
final class Undefined {
    private final Map<Value, Enclosure> enclosures;
    private final Indicators indicators;
    /** What a gate may keep from the outputs. */
    private final Set<Value> gated;

    private final Set<Value> rootLogarithms;
    /** One number for all elements. */
    private final Map<Value, Set<Value>> penalties = new HashMap<>();
    /** One for each element, of what is gated; none where all of it is defined. */
    private final Map<Value, Value> places = new HashMap<>();

    /**
     * @param enclosures of each value that is noted down, and of its operands
     * @param rootLogarithms that are defined at 0, as roots are
     */
    Undefined(Graph network, Map<Value, Enclosure> enclosures, Indicators indicators, Set<Value> rootLogarithms) {
        this.rootLogarithms = rootLogarithms;
        this.enclosures = enclosures;
        this.indicators = indicators;
        this.gated = Gates.behind(network.values());
    }

    /** Notes down a value whose operands have been. */
    void watch(Value value) {
        Set<Value> all = new LinkedHashSet<>();
        List<Value> own = new ArrayList<>();
        for (int i = 0; i < value.operands().size(); i++) {
            Value operand = value.operand(i);
            Optional<Value> possible = possible(value, i);
            Set<Value> reaching = penalties.get(operand);
            if (possible.isEmpty()) {
                all.addAll(reaching);
            } else {
                // One number for all: with one for each of them there would be more behind every gate.
                Value open = possible.get().flatten().sum().step();
                reaching.stream().reduce(Value::plus).ifPresent(sum -> all.add(open.gate(sum)));
            }
            Value place = places.get(operand);
            if (place != null) {
                Value kept = possible.map(where -> where.gate(place)).orElse(place);
                Optional<Value> moved = moved(value, i, kept);
                moved.ifPresentOrElse(own::add, () -> all.add(total(kept)));
            }
        }
        Domains.penalty(
                        rootLogarithms.contains(value) ? new Pointwise.SquareRoot() : value.op(),
                        value.operands().stream().map(enclosures::get).toList())
                .ifPresent(own::add);
        own.stream().reduce(Value::plus).ifPresent(each -> {
            if (gated.contains(value)) {
                places.put(value, each);
            } else {
                all.add(total(each));
            }
        });
        penalties.put(value, all.isEmpty() ? Set.of() : all);
    }

    /** Of each element of what a gate lets through −∞ where it may depend on something undefined; nothing of any other value. */
    Optional<Value> through(Value value) {
        if (!(value.op() instanceof Product.Gate)) {
            return Optional.empty();
        }
        List<Value> all = new ArrayList<>();
        penalties.get(value).stream()
                .reduce(Value::plus)
                .ifPresent(penalty -> all.add(penalty.broadcastTo(value.shape())));
        if (places.containsKey(value)) {
            all.add(places.get(value));
        }
        return all.stream().reduce(Value::plus);
    }

    /** What is −∞ where a value may depend on something undefined; nothing where it surely doesn't. */
    Optional<Value> penalty(Value value) {
        Set<Value> all = new LinkedHashSet<>(penalties.get(value));
        if (places.containsKey(value)) {
            all.add(total(places.get(value)));
        }
        return all.stream().reduce(Value::plus);
    }

    private static Value total(Value each) {
        return each.flatten().sum();
    }

    /** 0 where a gate surely keeps an operand's element; nothing of an operand that no gate keeps, or one that isn't 0 or 1. */
    private Optional<Value> possible(Value value, int place) {
        boolean keeps = value.op() instanceof Product.Gate && place == 1 && indicators.contains(value.operand(0));
        return keeps
                ? Optional.of(Indicator.of(enclosures.get(value.operand(0))).possible())
                : Optional.empty();
    }

    /** The numbers of an operand's elements where an operation puts these; nothing where it mixes them. */
    private Optional<Value> moved(Value value, int place, Value each) {
        return switch (value.op()) {
            case Elementwise _ -> Optional.of(each);
            case Movement.RepeatBatch _ -> Optional.of(each.repeatBatch());
            case Movement.Concatenate _ -> Optional.of(joined(value, place, each));
            case Movement movement -> Optional.of(each.trace().record(movement, List.of(each)));
            case Linear.Sum sum -> Optional.of(each.trace().record(sum, List.of(each)));
            case Linear _, Product _, Maximum _ -> Optional.empty();
            case Source _, Random _ -> throw new AssertionError("it has no operands: " + value);
        };
    }

    private Value joined(Value value, int place, Value each) {
        List<Value> parts = new ArrayList<>();
        for (int i = 0; i < value.operands().size(); i++) {
            Value bounds = enclosures.get(value.operand(i)).lower();
            Value part = i == place ? each : bounds.filled(0);
            parts.add(bounds.batched() ? part.repeatBatch() : part);
        }
        return each.trace().record(value.op(), parts);
    }
}
