package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * RNN, GRU and LSTM (Hochreiter &amp; Schmidhuber 1997, Cho et al. 2014) as what they compute at each place of the sequence, one
 * after the other. Inputs are [length, batch, size], or [batch, length, size] with {@code layout} 1.
 */
final class RecurrentOperators {
    private RecurrentOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("RNN", node -> new Layer(node, 1, "Tanh").results());
        operators.put("GRU", node -> new Layer(node, 3, "Sigmoid", "Tanh").results());
        operators.put("LSTM", node -> new Layer(node, 4, "Sigmoid", "Tanh", "Tanh").results());
    }

    /** What goes from place to place, [examples, hidden]; the cell of an LSTM alone. */
    private record State(Value hidden, Value cell) {}

    /** One node. Its values have a leading axis of the batch's share, or of the whole batch. */
    private static final class Layer {
        private final Node node;
        private final int gates;
        private final List<UnaryOperator<Value>> functions;

        /** What the operands of activations are cut off at, on either side of 0; 0 where they aren't. */
        private final float limit;

        /** Whether an LSTM forgets as much of its cell as it takes in, and has no gate for that ({@code input_forget}). */
        private final boolean coupled;

        private final boolean batchFirst;
        private final Term.Flowing x;
        private final int length;
        private final int examples;

        /** How many activations a direction has. */
        private final int own;

        private final int hidden;
        private final String direction;
        private final int directions;

        /** @param usual the activations of one direction that it has where the node names none */
        Layer(Node node, int gates, String... usual) {
            this.node = node;
            this.gates = gates;
            this.batchFirst = node.integer("layout", 0) == 1;
            Term.Flowing given = node.flowing(0);
            require(
                    given.rank() == 3,
                    "its input must be [length, batch, size], but is %s",
                    given.value().type());
            this.x = batchFirst ? ShapeOperators.transposed(given, new int[] {1, 0, 2}) : given;
            require(x.batch() == 1 || !x.hasBatch(), "the batch of its input must be axis %d", batchFirst ? 0 : 1);
            this.length = x.extents()[0];
            this.examples = x.extents()[1];
            int[] recurrent = ShapeOperators.extents(node.term(2));
            require(
                    recurrent.length == 3,
                    "its recurrent weights, input 2, must be [directions, %d · hidden, hidden], but are %s",
                    gates,
                    Arrays.toString(recurrent));
            this.hidden = recurrent[2];
            this.direction = node.text("direction", "forward");
            require(
                    List.of("forward", "reverse", "bidirectional").contains(direction),
                    "direction '%s' is not supported; supported: forward, reverse, bidirectional",
                    direction);
            this.directions = direction.equals("bidirectional") ? 2 : 1;
            this.limit = limit();
            this.coupled = gates == 4 && node.flag("input_forget");
            requireShapes();
            if (node.has(4)) {
                requireOneLengthEach();
                for (long each : node.fixedIntegers(4, "the lengths of the sequences")) {
                    require(each == length, "sequences of different lengths are not supported: %d of %d", each, length);
                }
            }
            this.own = usual.length;
            List<String> names = node.hasAttribute("activations") ? node.texts("activations") : List.of(usual);
            require(
                    names.size() == own || direction.equals("bidirectional") && names.size() == 2 * own,
                    "it has %d activations, but needs %d for each direction",
                    names.size(),
                    own);
            this.functions = RecurrentActivation.of(names, node);
            if (gates == 4 && limit > 0) {
                CellReach.requireWithin(limit, node, names, coupled, length);
            }
        }

        /** Refuses weights that aren't as large as the input and the number of hidden units make them. */
        private void requireShapes() {
            long size = node.integer("hidden_size", hidden);
            require(
                    size == hidden,
                    "hidden_size is %d, but its recurrent weights, input 2, are %s, of %d hidden units",
                    size,
                    Arrays.toString(ShapeOperators.extents(node.term(2))),
                    hidden);
            int rows = Node.small((long) gates * hidden, "the number of gates and hidden units");
            requireShape(1, "weights", "[directions, " + gates + " · hidden, size]", directions, rows, x.extents()[2]);
            String square = "[directions, " + gates + " · hidden, hidden]";
            requireShape(2, "recurrent weights", square, directions, rows, hidden);
            int both = Math.multiplyExact(2, rows);
            requireShape(3, "biases", "[directions, " + 2 * gates + " · hidden]", directions, both);
            if (gates == 4) {
                requireShape(7, "peepholes", "[directions, 3 · hidden]", directions, 3 * hidden);
            }
        }

        private void requireShape(int input, String what, String meaning, int... due) {
            if (node.has(input)) {
                int[] extents = ShapeOperators.extents(node.term(input));
                require(
                        Arrays.equals(extents, due),
                        "its %s, input %d, must be %s, %s, but are %s",
                        what,
                        input,
                        meaning,
                        Arrays.toString(due),
                        Arrays.toString(extents));
            }
        }

        /** Refuses lengths of other sequences than there are; how many there are isn't known where the batch is open. */
        private void requireOneLengthEach() {
            int[] extents = ShapeOperators.extents(node.term(4));
            require(
                    extents.length == 1,
                    "the lengths of the sequences, input 4, must be [batch], but are %s",
                    Arrays.toString(extents));
            int known = x.hasBatch() ? Math.multiplyExact(node.batch(), examples) : examples;
            require(
                    known == 0 || extents[0] == known,
                    "the lengths of the sequences, input 4, must be [batch], [%d], but are %s",
                    known,
                    Arrays.toString(extents));
        }

        private float limit() {
            if (!node.hasAttribute("clip")) {
                return 0;
            }
            float clip = node.real("clip", 0);
            require(clip > 0, "attribute clip is %s, but must be above 0; leave it out where nothing is cut off", clip);
            return clip;
        }

        List<Term> results() {
            List<List<Value>> outputs = new ArrayList<>();
            List<State> last = new ArrayList<>();
            for (int d = 0; d < directions; d++) {
                boolean backwards = direction.equals("reverse") || d == 1;
                List<Value> ours = new ArrayList<>();
                last.add(run(d, backwards, ours));
                if (backwards) {
                    Collections.reverse(ours);
                }
                outputs.add(ours);
            }
            Value all = joined(outputs);
            Value hiddens = stacked(last.stream().map(State::hidden).toList());
            List<Term> results = new ArrayList<>();
            results.add(placed(all, 2));
            results.add(placed(hiddens, 1));
            if (gates == 4) {
                results.add(placed(stacked(last.stream().map(State::cell).toList()), 1));
            }
            return results;
        }

        /** With the batch where ONNX has it: behind the axes before it or, with layout 1, first. */
        private Term placed(Value view, int batch) {
            Term.Flowing term = Term.Flowing.of(x.type(), view, x.hasBatch() ? batch : Term.Flowing.NONE);
            if (!batchFirst) {
                return term;
            }
            return ShapeOperators.transposed(term, batch == 2 ? new int[] {2, 0, 1, 3} : new int[] {1, 0, 2});
        }

        /** [length, directions, examples, hidden]. */
        private Value joined(List<List<Value>> outputs) {
            List<Value> places = new ArrayList<>();
            for (int t = 0; t < length; t++) {
                for (List<Value> each : outputs) {
                    places.add(each.get(t).reshape(Shape.of(1, examples, hidden)));
                }
            }
            return node.trace().concatenate(0, places).reshape(Shape.of(length, outputs.size(), examples, hidden));
        }

        private Value stacked(List<Value> states) {
            return node.trace()
                    .concatenate(
                            0,
                            states.stream()
                                    .map(state -> state.reshape(Shape.of(1, examples, hidden)))
                                    .toList());
        }

        /** Weights of one direction, [rows, columns]. */
        private Value weights(int input, int direction) {
            Term.Flowing all = node.flowing(input);
            require(!all.value().batched(), "its weights must not depend on the model's input");
            if (node.term(input) instanceof Term.Known known) {
                Term.Known part = (Term.Known) SelectionOperators.pick(known, 0, new int[] {direction});
                int[] extents = known.extents();
                return node.value(part.reshaped(Arrays.copyOfRange(extents, 1, extents.length)));
            }
            Value part = all.value().slice(0, direction, 1);
            return part.reshape(part.shape().without(0));
        }

        private Value initial(int input, int direction) {
            if (!node.has(input)) {
                return null;
            }
            Term.Flowing given = node.flowing(input);
            requireState(input, given.extents());
            Term.Flowing state = batchFirst ? ShapeOperators.transposed(given, new int[] {1, 0, 2}) : given;
            require(
                    !state.hasBatch() || state.batch() == 1 && state.share() == x.share(),
                    "the batch of its first state must be axis %d",
                    batchFirst ? 0 : 1);
            return state.view().slice(0, direction, 1).reshape(Shape.of(examples, hidden));
        }

        private void requireState(int input, int[] extents) {
            int[] due =
                    batchFirst ? new int[] {examples, directions, hidden} : new int[] {directions, examples, hidden};
            require(
                    Arrays.equals(extents, due),
                    "its first state, input %d, must be %s, for one example %s, but is %s",
                    input,
                    batchFirst ? "[batch, directions, hidden]" : "[directions, batch, hidden]",
                    Arrays.toString(due),
                    Arrays.toString(extents));
        }

        /** An activation of a direction, which has that of the first where the node names one direction's alone. */
        private UnaryOperator<Value> function(int place, int direction) {
            UnaryOperator<Value> function = functions.get((place + direction * own) % functions.size());
            return limit == 0 ? function : x -> function.apply(x.clip(-limit, limit));
        }

        /** Goes along the sequence; gives the last state, and adds each to the outputs. */
        private State run(int direction, boolean backwards, List<Value> outputs) {
            Value weights = weights(1, direction);
            Value recurrent = weights(2, direction);
            Value bias = node.has(3) ? weights(3, direction) : null;
            Value fromInputs = x.view().dense(weights);
            Value inputBias = bias == null ? null : bias.slice(0, 0, gates * hidden);
            Value stateBias = bias == null ? null : bias.slice(0, gates * hidden, gates * hidden);
            Value hiddenState = initial(5, direction);
            Value cell = gates == 4 ? initial(6, direction) : null;
            Value peepholes = gates == 4 && node.has(7) ? weights(7, direction) : null;
            for (int t = 0; t < length; t++) {
                int place = backwards ? length - 1 - t : t;
                Value input = fromInputs.slice(0, place, 1).reshape(Shape.of(examples, gates * hidden));
                input = inputBias == null ? input : input.plus(inputBias);
                State next = switch (gates) {
                    case 1 -> new State(simple(input, hiddenState, recurrent, stateBias, direction), null);
                    case 3 -> new State(gated(input, hiddenState, recurrent, stateBias, direction), null);
                    default -> longShort(input, hiddenState, cell, recurrent, stateBias, peepholes, direction);
                };
                hiddenState = next.hidden;
                cell = next.cell;
                outputs.add(hiddenState);
            }
            return new State(hiddenState, cell);
        }

        private Value part(Value all, int gate) {
            return all.slice(all.shape().rank() - 1, gate * hidden, hidden);
        }

        private static Value sum(Value a, Value b) {
            return a == null ? b : b == null ? a : a.plus(b);
        }

        private Value simple(Value input, Value state, Value recurrent, Value bias, int direction) {
            Value old = state == null ? null : state.dense(recurrent);
            return function(0, direction).apply(sum(input, sum(old, bias)));
        }

        /** Gates z, r, h; with {@code linear_before_reset} the reset meets the product, else the state. */
        private Value gated(Value input, Value state, Value recurrent, Value bias, int direction) {
            boolean after = node.flag("linear_before_reset");
            UnaryOperator<Value> gate = function(0, direction);
            UnaryOperator<Value> candidate = function(1, direction);
            Value old = state == null ? null : state.dense(recurrent.slice(0, 0, 2 * hidden));
            Value firsts = sum(old, bias == null ? null : bias.slice(0, 0, 2 * hidden));
            Value update = gate.apply(sum(part(input, 0), firsts == null ? null : part(firsts, 0)));
            Value reset = gate.apply(sum(part(input, 1), firsts == null ? null : part(firsts, 1)));
            Value last = recurrent.slice(0, 2 * hidden, hidden);
            Value lastBias = bias == null ? null : bias.slice(0, 2 * hidden, hidden);
            Value met;
            if (after) {
                Value product = sum(state == null ? null : state.dense(last), lastBias);
                met = product == null ? null : reset.times(product);
            } else {
                met = sum(state == null ? null : reset.times(state).dense(last), lastBias);
            }
            Value fresh = candidate.apply(sum(part(input, 2), met));
            Value kept = update.not().times(fresh);
            return state == null ? kept : kept.plus(update.times(state));
        }

        /** Gates i, o, f, c; peepholes i, o, f. */
        private State longShort(
                Value input, Value state, Value cell, Value recurrent, Value bias, Value peepholes, int direction) {
            UnaryOperator<Value> gate = function(0, direction);
            Value all = sum(input, sum(state == null ? null : state.dense(recurrent), bias));
            Value in = part(all, 0);
            Value out = part(all, 1);
            Value forget = part(all, 2);
            if (peepholes != null && cell != null) {
                in = in.plus(cell.times(part(peepholes, 0)));
                forget = forget.plus(cell.times(part(peepholes, 2)));
            }
            Value taken = gate.apply(in);
            Value fresh = taken.times(function(1, direction).apply(part(all, 3)));
            Value next = fresh;
            if (cell != null) {
                Value kept = coupled ? taken.not() : gate.apply(forget);
                next = kept.times(cell).plus(fresh);
            }
            if (peepholes != null) {
                out = out.plus(next.times(part(peepholes, 1)));
            }
            return new State(gate.apply(out).times(function(2, direction).apply(next)), next);
        }
    }
}
