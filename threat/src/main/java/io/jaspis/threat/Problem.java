package io.jaspis.threat;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What is attacked: a classifier on examples, under a threat. Whether these fit each other is looked at here, once,
 * before any work: the shapes, and each label and each value of those examples whose elements there are
 * ({@link Examples#holds}).
 */
public final class Problem {
    private final Graph network;
    private final Decision decision;
    private final Examples examples;
    private final Threat threat;
    private final Target target;
    private final Device device;
    private final int batch;

    /** A value of an example that the threat's range of inputs doesn't hold. */
    public static final class OutOfRangeException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        OutOfRangeException(String message) {
            super(message);
        }
    }

    /** A radius at which every input is in every ball. */
    public static final class RadiusException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        RadiusException(String message) {
            super(message);
        }
    }

    /** An example that can't be by what its features are. */
    public static final class MisfitException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private final int index;
        private final transient Features.Misfit misfit;

        MisfitException(int index, Features.Misfit misfit) {
            super("example " + index + " doesn't fit the features: " + misfit.why());
            this.index = index;
            this.misfit = misfit;
        }

        /** The index of the example. */
        public int index() {
            return index;
        }

        public Features.Misfit misfit() {
            return misfit;
        }
    }

    /**
     * @param network from one input to one output of logits, or of what {@link Decision} can trace back to such; one with
     *     a single number as {@link BinaryClassifier#twoScores} makes it
     * @param examples of the input's shape, but for axes of extent 1, or flat
     * @param batch how many examples a run of the network takes at most, at least 1
     * @throws IllegalArgumentException where these don't fit, saying which example and what of it
     */
    public Problem(Graph network, Examples examples, Threat threat, Device device, int batch) {
        this(
                network,
                Decision.of(network),
                Objects.requireNonNull(examples),
                Objects.requireNonNull(threat),
                Target.ANY,
                Objects.requireNonNull(device),
                batch);
        if (batch < 1) {
            throw new IllegalArgumentException("the batch must be at least 1, but is " + batch);
        }
        requireMatch(network.input(network.onlyInput()).shape(), classes(), examples, threat);
    }

    /**
     * Refuses examples and a threat that don't fit each other, or a classifier of inputs of this shape.
     *
     * @throws IllegalArgumentException saying which example and what of it
     */
    public static void requireMatch(Shape input, int outputs, Examples examples, Threat threat) {
        requireShape(input, examples.shape());
        requireClasses(examples, outputs);
        requireRadius(threat, input.size());
        requireOrder(examples, threat);
        requireExamples(examples, threat);
    }

    /**
     * Refuses a network of so many outputs as a classifier of examples, and labels that are none of its classes.
     *
     * @throws IllegalArgumentException where that is so
     */
    public static void requireClasses(Examples examples, int outputs) {
        if (outputs < 2) {
            throw new IllegalArgumentException(
                    "a classifier needs at least two outputs, but the network has " + outputs);
        }
        if (examples.classes() > outputs) {
            throw new IllegalArgumentException("the examples have " + examples.classes()
                    + " classes, but the network tells only " + outputs + " apart");
        }
        for (int index : examples.heldIndices()) {
            int label = examples.label(index);
            if (label < 0 || label >= outputs) {
                throw new IllegalArgumentException("label " + label + " of example " + index
                        + " is no class of the network: they go from 0 to " + (outputs - 1));
            }
        }
    }

    private Problem(
            Graph network,
            Decision decision,
            Examples examples,
            Threat threat,
            Target target,
            Device device,
            int batch) {
        this.network = network;
        this.decision = decision;
        this.examples = examples;
        this.threat = threat;
        this.target = target;
        this.device = device;
        this.batch = batch;
    }

    /**
     * Refuses examples of another shape than a network's input: all extents must be the same but those of 1, unless one of them
     * is flat.
     *
     * @throws IllegalArgumentException where that is so
     */
    public static void requireShape(Shape input, Shape example) {
        int[] taken = wide(input);
        int[] given = wide(example);
        boolean flat = taken.length <= 1 || given.length <= 1;
        if (input.size() != example.size() || !flat && !Arrays.equals(taken, given)) {
            throw new IllegalArgumentException(
                    "the network takes inputs of shape " + input + ", but the examples are " + example);
        }
    }

    /** The extents but for those of 1. */
    private static int[] wide(Shape shape) {
        return Arrays.stream(shape.extents()).filter(extent -> extent > 1).toArray();
    }

    /** Refuses a radius that the problem can't have: one that is no radius, or at which every input is in every ball. */
    public void requireRadius(double epsilon) {
        requireRadius(threat.withEpsilon(epsilon), size());
    }

    private static void requireRadius(Threat threat, int size) {
        if (threat.features() != null) {
            if (threat.features().size() != size) {
                throw new IllegalArgumentException("the network takes " + size + " inputs, but there are "
                        + threat.features().size() + " features");
            }
            return;
        }
        double across = threat.across(size);
        if (threat.epsilon() > across) {
            throw new RadiusException("epsilon " + threat.epsilon() + " is larger than the " + across
                    + " that cross the whole range of inputs: every input is in such a ball");
        }
    }

    /** Refuses features that are the columns in another order: they go by place, and each would speak of another column. */
    private static void requireOrder(Examples examples, Threat threat) {
        Features features = threat.features();
        List<String> columns = examples.inputNames();
        if (features == null || columns.size() != features.size()) {
            return;
        }
        List<String> named = IntStream.range(0, features.size())
                .mapToObj(i -> features.of(i).name())
                .toList();
        if (!named.equals(columns) && Set.copyOf(named).equals(Set.copyOf(columns))) {
            throw new IllegalArgumentException("the features are %s, but the examples have %s; put them in that order"
                    .formatted(String.join(", ", named), String.join(", ", columns)));
        }
    }

    private static void requireExamples(Examples examples, Threat threat) {
        float[] values = new float[examples.shape().size()];
        for (int index : examples.heldIndices()) {
            examples.copy(index, values, 0);
            if (!threat.ofTable()) {
                requireRange(index, values, threat);
            }
            if (threat.features() != null) {
                requireFit(index, values, threat);
            }
        }
    }

    private static void requireRange(int index, float[] values, Threat threat) {
        for (int i = 0; i < values.length; i++) {
            // Written so that NaN is outside.
            if (!(values[i] >= threat.lower(i) && values[i] <= threat.upper(i))) {
                throw outside(index, i, values[i], threat);
            }
        }
    }

    private static void requireFit(int index, float[] values, Threat threat) {
        threat.features().misfit(values, 0).ifPresent(misfit -> {
            throw new MisfitException(index, misfit);
        });
    }

    private static IllegalArgumentException outside(int index, int element, float value, Threat threat) {
        if (!Float.isFinite(value)) {
            return new IllegalArgumentException(
                    "value " + value + " of example " + index + " (element " + element + ") is no finite number");
        }
        return new OutOfRangeException("value " + number(value) + " of example " + index + " lies outside the range ["
                + number(threat.lower(element)) + ", " + number(threat.upper(element)) + "] (it is element " + element
                + "): scale the examples into it, or give the range that inputs can have");
    }

    private static String number(float value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6
                ? Integer.toString((int) value)
                : Float.toString(value);
    }

    /** The same under another threat; the examples are looked at again only where the range is another. */
    public Problem withThreat(Threat other) {
        if (!threat.sameInputs(other)) {
            return new Problem(network, examples, other, device, batch).withTarget(target);
        }
        requireRadius(other, size());
        return new Problem(network, decision, examples, other, target, device, batch);
    }

    /**
     * Refuses an example that isn't there, or whose elements aren't.
     *
     * @throws IllegalArgumentException where that is so
     */
    public static void requireExample(Examples examples, int index) {
        if (!examples.holds(index)) {
            throw new IllegalArgumentException("there is no example " + index + ": they go from 0 to "
                    + (examples.count() - 1) + ", and their elements must be there");
        }
    }

    /**
     * The same of an attacker who wants certain classes.
     *
     * @throws IllegalArgumentException where the network has no such class
     */
    public Problem withTarget(Target other) {
        if (other instanceof Target.Fixed(int wanted) && (wanted < 0 || wanted >= classes())) {
            throw new IllegalArgumentException(
                    "there is no class " + wanted + " to aim at: the network's go from 0 to " + (classes() - 1));
        }
        return new Problem(network, decision, examples, threat, Objects.requireNonNull(other), device, batch);
    }

    /** The whole classifier. */
    public Graph network() {
        return network;
    }

    /** What of the classifier decides the class. */
    public Decision decision() {
        return decision;
    }

    /** The graph of the decision's scores: what attacks and proofs work on. */
    public Graph scores() {
        return decision.scores();
    }

    public Examples examples() {
        return examples;
    }

    public Threat threat() {
        return threat;
    }

    /** Whether the attacker wants certain classes; otherwise any but the label will do. */
    public boolean targeted() {
        return !(target instanceof Target.Any);
    }

    /** Which classes the attacker wants. */
    public Target target() {
        return target;
    }

    /**
     * The class that an example is to get, or {@link Logits#NONE} where any but its label will do.
     *
     * @throws IllegalArgumentException where that is its label, or no class of the network
     */
    public int target(int index) {
        return requireTarget(target, index, examples.label(index), classes());
    }

    /** The classes that an example must not get: all but its label, or the one that the attacker wants. */
    public int[] rivals(int index) {
        int target = target(index);
        return target != Logits.NONE
                ? new int[] {target}
                : IntStream.range(0, classes())
                        .filter(other -> other != examples.label(index))
                        .toArray();
    }

    /** The class that an example is to get, once it is one that it can be brought to. */
    static int requireTarget(Target target, int index, int label, int classes) {
        int wanted = target.of(index, label);
        if (target instanceof Target.Any) {
            return wanted;
        }
        if (wanted == label) {
            throw new IllegalArgumentException("the target of example " + index
                    + " must be another class than its label " + label + ", but is " + wanted);
        }
        if (wanted < 0 || wanted >= classes) {
            throw new IllegalArgumentException("the target of example " + index + " is " + wanted
                    + ", which is no class: they go from 0 to " + (classes - 1));
        }
        return wanted;
    }

    public Device device() {
        return device;
    }

    public int batch() {
        return batch;
    }

    /** The number of elements of an example. */
    public int size() {
        return examples.shape().size();
    }

    public int classes() {
        return network.output(network.onlyOutput()).shape().size();
    }
}
