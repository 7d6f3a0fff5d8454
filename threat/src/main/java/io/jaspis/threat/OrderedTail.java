package io.jaspis.threat;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Random;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.threat.Signs.Sign;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Walks back from a network's output over what keeps the order of the classes strictly, whatever the input: a function
 * that rises, or two that fall; what is added to all classes alike; a positive factor that all have in common. Softmax
 * and its logarithm are made of just these, because the sum of the powers is one number for all classes.
 */
final class OrderedTail {
    static final String SOFTMAX = "softmax";
    static final String SIGMOID = "sigmoid";

    private final Graph network;
    private final Value output;
    /** The values whose elements are all the same number, in each example its own. */
    private final Set<Value> uniform = new HashSet<>();

    OrderedTail(Graph network) {
        this.network = network;
        this.output = network.output(network.onlyOutput());
        network.values().stream().filter(this::isUniform).forEach(uniform::add);
    }

    /** What a step does to numbers on which a probability could be read. */
    private enum Kind {
        /** Nothing at all. */
        ARRANGEMENT,
        /** A positive factor or a common addend: logits stay logits. */
        LINE,
        SOFTMAX,
        LOG_SOFTMAX,
        /** What isn't negative, over its own sum. */
        SHARE,
        LOGARITHM,
        OTHER
    }

    /**
     * One operation walked over.
     *
     * @param before what it is computed from
     * @param falls whether it turns the order round
     * @param words what it is called
     */
    private record Step(Value before, boolean falls, Kind kind, String words) {
        static Step rising(Value before, String words) {
            return new Step(before, false, Kind.OTHER, words);
        }

        static Step arrangement(Value before) {
            return new Step(before, false, Kind.ARRANGEMENT, "");
        }
    }

    Decision decision() {
        List<Step> walked = new ArrayList<>();
        int cut = 0;
        boolean falls = false;
        Value at = output;
        Optional<Step> next = step(at);
        while (next.isPresent()) {
            Step step = next.get();
            walked.add(step);
            at = step.before();
            falls ^= step.falls();
            // Scores that have lost the input decide nothing; what only arranges elements is left where it is.
            if (!falls && step.kind() != Kind.ARRANGEMENT && at.batched()) {
                cut = walked.size();
            }
            next = step(at);
        }
        if (!falls) {
            Optional<Decision> complemented = complemented(at, walked);
            if (complemented.isPresent()) {
                return complemented.get();
            }
        }
        if (cut > 0) {
            Graph scores = output.trace()
                    .graph(network.onlyOutput(), walked.get(cut - 1).before());
            if (scores.inputs().keySet().equals(network.inputs().keySet())) {
                List<Step> tail = walked.subList(0, cut).reversed();
                return new Decision(scores, words(tail), binary(scores).orElseGet(() -> probability(tail)));
            }
        }
        return new Decision(network, List.of(), binary(network).orElse(Decision.Probability.SOFTMAX_OF_OUTPUTS));
    }

    /**
     * The decision of what ends in 1 − p beside p, where p is the sigmoid of a logit: by the logit and 0.
     *
     * @param pair what may be so
     * @param walked the steps behind it
     */
    private Optional<Decision> complemented(Value pair, List<Step> walked) {
        Optional<Value> probability = BinaryClassifier.probability(pair);
        if (probability.isEmpty()) {
            return Optional.empty();
        }
        Graph one = output.trace().graph(network.onlyOutput(), probability.get());
        if (!BinaryClassifier.endsInSigmoid(one)
                || !one.inputs().keySet().equals(network.inputs().keySet())) {
            return Optional.empty();
        }
        Graph two = BinaryClassifier.twoScores(one, BinaryClassifier.Output.PROBABILITY, Model.HALF);
        Decision own = new OrderedTail(two).decision();
        List<String> words = new ArrayList<>(own.cut());
        words.add("1 - p beside p");
        words.addAll(words(walked.reversed()));
        return Optional.of(new Decision(own.scores(), words, own.probability()));
    }

    /** Where the probability stands in the two scores of a {@link BinaryClassifier}. */
    private static Optional<Decision.Probability> binary(Graph scores) {
        Value last = scores.output(scores.onlyOutput());
        if (!BinaryClassifier.isPair(last)) {
            return Optional.empty();
        }
        Value first = source(last.operand(0));
        if (!first.label().equals(Optional.of(BinaryClassifier.FIRST))) {
            return Optional.empty();
        }
        return Optional.of(
                first.op() instanceof Source.Constant
                        ? Decision.Probability.SIGMOID_OF_SCORE
                        : Decision.Probability.SECOND_OUTPUT);
    }

    private static List<String> words(List<Step> tail) {
        return tail.stream()
                .filter(step -> step.kind() != Kind.ARRANGEMENT)
                .map(Step::words)
                .toList();
    }

    private static Decision.Probability probability(List<Step> tail) {
        List<Kind> kinds = tail.reversed().stream()
                .map(Step::kind)
                .filter(kind -> kind != Kind.ARRANGEMENT)
                .toList();
        if (kinds.getFirst() == Kind.SOFTMAX || kinds.getFirst() == Kind.SHARE) {
            return Decision.Probability.OUTPUTS;
        }
        boolean falls = tail.stream().anyMatch(Step::falls);
        int last = 0;
        while (last < kinds.size() && kinds.get(last) == Kind.LINE && !falls) {
            last++;
        }
        boolean logits = last == kinds.size()
                || kinds.get(last) == Kind.LOG_SOFTMAX
                || kinds.get(last) == Kind.LOGARITHM && last + 1 < kinds.size() && kinds.get(last + 1) == Kind.SOFTMAX;
        return logits ? Decision.Probability.SOFTMAX_OF_OUTPUTS : Decision.Probability.SOFTMAX_OF_SCORES;
    }

    private Optional<Step> step(Value y) {
        return switch (y.op()) {
            case Source _, Random _, Maximum _ -> Optional.empty();
            case Quotient() -> divided(y.operand(0), y.operand(1));
            case Movement movement -> arrangement(movement, y);
            case Pointwise pointwise -> pointwise(pointwise, y.operand(0));
            case Linear linear -> linear(linear, y);
            case Product product -> product(product, y);
        };
    }

    private static Optional<Step> arrangement(Movement op, Value y) {
        return switch (op) {
            case Movement.Reshape _ -> Optional.of(Step.arrangement(y.operand(0)));
            case Movement.Transpose(var permutation) -> {
                List<Integer> wide = permutation.stream()
                        .filter(axis -> y.operand(0).shape().extent(axis) > 1)
                        .toList();
                yield wide.equals(wide.stream().sorted().toList())
                        ? Optional.of(Step.arrangement(y.operand(0)))
                        : Optional.empty();
            }
            case Movement.Broadcast _,
                    Movement.RepeatBatch(),
                    Movement.Slice _,
                    Movement.Pad _,
                    Movement.Concatenate _,
                    Movement.Gather _,
                    Movement.ScatterAdd _ -> Optional.empty();
        };
    }

    private Optional<Step> pointwise(Pointwise op, Value x) {
        return switch (op) {
            case Pointwise.Sigmoid() -> Optional.of(Step.rising(x, SIGMOID));
            case Pointwise.Tanh() -> Optional.of(Step.rising(x, "tanh"));
            case Pointwise.ErrorFunction() -> Optional.of(Step.rising(x, "error function"));
            case Pointwise.ArcTangent() -> Optional.of(Step.rising(x, "arc tangent"));
            case Pointwise.Exponential() -> Optional.of(Step.rising(x, "exponential"));
            case Pointwise.ExponentialMinusOne() -> Optional.of(Step.rising(x, "exponential less one"));
            case Pointwise.Softplus() -> Optional.of(Step.rising(x, "softplus"));
            case Pointwise.LeakyRelu(float slope) ->
                slope > 0 && Float.isFinite(slope) ? Optional.of(Step.rising(x, "leaky ReLU")) : Optional.empty();
            case Pointwise.Shift(float amount) ->
                Float.isFinite(amount)
                        ? Optional.of(new Step(x, false, Kind.LINE, "addition of " + number(amount)))
                        : Optional.empty();
            case Pointwise.Logarithm() ->
                sign(x, x) == Sign.POSITIVE
                        ? Optional.of(new Step(x, false, Kind.LOGARITHM, "logarithm"))
                        : Optional.empty();
            case Pointwise.SquareRoot() ->
                sign(x, x).atLeastZero() ? Optional.of(Step.rising(x, "square root")) : Optional.empty();
            case Pointwise.Reciprocal() -> {
                Sign sign = sign(x, x);
                yield sign == Sign.POSITIVE || sign == Sign.NEGATIVE
                        ? Optional.of(new Step(x, true, Kind.OTHER, "reciprocal"))
                        : Optional.empty();
            }
            case Pointwise.Power(float exponent) -> {
                boolean odd = Math.abs(exponent % 2) == 1;
                boolean rises = exponent > 0
                        && Float.isFinite(exponent)
                        && (odd || sign(x, x).atLeastZero());
                yield rises ? Optional.of(Step.rising(x, "power " + number(exponent))) : Optional.empty();
            }
            case Pointwise.Absolute(),
                    Pointwise.Step(),
                    Pointwise.Sign(),
                    Pointwise.Relu(),
                    Pointwise.Clip _,
                    Pointwise.Sine(),
                    Pointwise.Cosine(),
                    Pointwise.Floor(),
                    Pointwise.Round(),
                    Pointwise.ArcSine(),
                    Pointwise.ArcCosine(),
                    Pointwise.Narrow _,
                    Pointwise.RoundUp _,
                    Pointwise.RoundDown _ -> Optional.empty();
        };
    }

    private Optional<Step> linear(Linear op, Value y) {
        return switch (op) {
            case Linear.Scale(float factor) -> {
                boolean keeps = Float.isFinite(factor) && factor != 0;
                yield keeps
                        ? Optional.of(
                                new Step(y.operand(0), factor < 0, Kind.LINE, "multiplication by " + number(factor)))
                        : Optional.empty();
            }
            case Linear.Add() -> {
                Optional<Step> first = moved(y.operand(0), y.operand(1), false);
                yield first.isPresent() ? first : moved(y.operand(1), y.operand(0), false);
            }
            case Linear.Subtract() -> {
                Optional<Step> logarithmic = logSoftmax(y);
                Optional<Step> first = logarithmic.isPresent() ? logarithmic : moved(y.operand(0), y.operand(1), false);
                yield first.isPresent() ? first : moved(y.operand(1), y.operand(0), true);
            }
            case Linear.Dense _, Linear.Convolve _, Linear.Sum _, Linear.BatchSum(), Linear.Select _ ->
                Optional.empty();
        };
    }

    /** A value plus or minus one number for all classes, or less than it. */
    private Optional<Step> moved(Value x, Value by, boolean falls) {
        if (!falls && isConstant(by, 0)) {
            // A bias of zeros is part of its layer, not of a tail.
            return Optional.of(Step.arrangement(x));
        }
        return uniform.contains(by) && !uniform.contains(x) && sign(x, by).defined()
                ? Optional.of(new Step(x, falls, Kind.LINE, "addition of one number to all classes"))
                : Optional.empty();
    }

    private Optional<Step> product(Product op, Value y) {
        return switch (op) {
            case Product.Multiply() -> {
                Optional<Step> first = multiplied(y.operand(0), y.operand(1));
                yield first.isPresent() ? first : multiplied(y.operand(1), y.operand(0));
            }
            case Product.Gate(), Product.MatMul(), Product.DenseWeight(), Product.ConvolveWeight _ -> Optional.empty();
        };
    }

    private Optional<Step> multiplied(Value x, Value factor) {
        if (!uniform.contains(factor) || uniform.contains(x)) {
            return Optional.empty();
        }
        if (isConstant(factor, 1)) {
            return Optional.of(Step.arrangement(x));
        }
        Sign sign = sign(x, factor);
        if (sign != Sign.POSITIVE && sign != Sign.NEGATIVE) {
            return Optional.empty();
        }
        Optional<Step> softmax = softmax(x, factor);
        return softmax.isPresent()
                ? softmax
                : Optional.of(new Step(x, sign == Sign.NEGATIVE, Kind.LINE, factorInWords(factor)));
    }

    private Optional<Step> divided(Value x, Value divisor) {
        if (!uniform.contains(divisor) || uniform.contains(x)) {
            return Optional.empty();
        }
        Sign sign = sign(x, divisor);
        if (sign != Sign.POSITIVE && sign != Sign.NEGATIVE) {
            return Optional.empty();
        }
        Optional<Step> softmax = softmaxOver(x, divisor);
        if (softmax.isPresent()) {
            return softmax;
        }
        return Optional.of(
                isOwnSum(x, divisor)
                        ? new Step(x, false, Kind.SHARE, "division by their sum")
                        : new Step(x, sign == Sign.NEGATIVE, Kind.LINE, divisorInWords(source(divisor))));
    }

    /** Whether a divisor is the sum of the elements, none of which is negative, or of their magnitudes. */
    private boolean isOwnSum(Value x, Value divisor) {
        Value sum = source(divisor);
        if (Signs.isNotZero(sum)) {
            sum = sum.operand(0);
        }
        Value of = summed(source(sum)).unshaped();
        Value own = of.op() instanceof Pointwise.Absolute ? of.operand(0).unshaped() : of;
        return sum != own && own == x.unshaped() && sign(x, x).atLeastZero();
    }

    private Optional<Step> softmax(Value powers, Value factor) {
        Value quotient = source(factor);
        return quotient.op() instanceof Pointwise.Reciprocal
                ? softmaxOver(powers, quotient.operand(0))
                : Optional.empty();
    }

    /** Powers over their own sum. */
    private Optional<Step> softmaxOver(Value powers, Value sum) {
        Value own = powers.unshaped();
        boolean is =
                own.op() instanceof Pointwise.Exponential && summed(source(sum)).unshaped() == own;
        return is ? Optional.of(new Step(unshifted(own.operand(0)), false, Kind.SOFTMAX, SOFTMAX)) : Optional.empty();
    }

    /** A value less the logarithm of the sum of its powers. */
    private Optional<Step> logSoftmax(Value y) {
        Value x = y.operand(0);
        Value logarithm = source(y.operand(1));
        if (!uniform.contains(y.operand(1)) || !(logarithm.op() instanceof Pointwise.Logarithm)) {
            return Optional.empty();
        }
        Value powers = summed(source(logarithm.operand(0))).unshaped();
        boolean is = powers.op() instanceof Pointwise.Exponential
                && powers.operand(0).unshaped() == x.unshaped();
        return is ? Optional.of(new Step(unshifted(x), false, Kind.LOG_SOFTMAX, "log-softmax")) : Optional.empty();
    }

    /** What a softmax is of: one number taken from all classes beforehand, such as the largest, changes nothing in it. */
    private Value unshifted(Value x) {
        Value shifted = x.unshaped();
        if (shifted.op() instanceof Linear.Subtract) {
            return moved(shifted.operand(0), shifted.operand(1), false)
                    .map(Step::before)
                    .orElse(x);
        }
        return x;
    }

    /** What a repeated number is before it is repeated. */
    static Value source(Value value) {
        Value base = value;
        while (base.op() instanceof Movement.Reshape
                || base.op() instanceof Movement.Broadcast
                || base.op() instanceof Movement.RepeatBatch) {
            base = base.operand(0);
        }
        return base;
    }

    /** What a sum is of, over as many axes as there are. */
    private static Value summed(Value value) {
        Value base = value;
        while (base.op() instanceof Linear.Sum) {
            base = base.operand(0).unshaped();
        }
        return base;
    }

    /** Of a value that is the same for all classes. */
    private boolean isConstant(Value value, float number) {
        return uniform.contains(value)
                && source(value).op() instanceof Source.Constant(var tensor)
                && tensor.data()[0] == number;
    }

    private static String factorInWords(Value factor) {
        Value number = source(factor);
        return number.op() instanceof Pointwise.Reciprocal
                ? divisorInWords(source(number.operand(0)))
                : "multiplication by " + inWords(number);
    }

    private static String divisorInWords(Value number) {
        return "division by " + inWords(number);
    }

    private static String inWords(Value number) {
        return number.op() instanceof Source.Constant(var tensor)
                ? number(tensor.data()[0])
                : "one number for all classes";
    }

    private static String number(float number) {
        return number == Math.rint(number) && Math.abs(number) < 1e6
                ? Integer.toString((int) number)
                : Float.toString(number);
    }

    private Sign sign(Value given, Value of) {
        Map<Value, Sign> signs = Signs.given(network, given);
        return signs.get(of);
    }

    /** Whether all elements are the same number, which those before it tell. */
    private boolean isUniform(Value value) {
        if (value.shape().size() == 1) {
            return true;
        }
        boolean operands = !value.operands().isEmpty() && uniform.containsAll(value.operands());
        return switch (value.op()) {
            case Source.Constant(var tensor) -> {
                float first = tensor.data()[0];
                boolean same = true;
                for (float number : tensor.data()) {
                    same &= number == first;
                }
                yield same;
            }
            case Source.Input _, Source.Parameter _, Source.BatchSize(), Random _ -> false;
            case Movement.Reshape _,
                    Movement.Transpose _,
                    Movement.Broadcast _,
                    Movement.RepeatBatch(),
                    Movement.Slice _,
                    Movement.Gather _ -> operands;
            case Movement.Pad _, Movement.Concatenate _, Movement.ScatterAdd _ -> false;
            case Linear.Add(), Linear.Subtract(), Linear.Scale _, Linear.Sum _, Linear.BatchSum() -> operands;
            case Linear.Dense _, Linear.Convolve _, Linear.Select _ -> false;
            case Pointwise _, Product.Multiply(), Product.Gate(), Quotient(), Maximum.Max(), Maximum.Min() -> operands;
            case Product.MatMul(), Product.DenseWeight(), Product.ConvolveWeight _, Maximum.Pool _ -> false;
        };
    }
}
