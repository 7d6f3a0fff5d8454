package io.jaspis.certify.smoothing;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.data.Fingerprint;
import io.jaspis.check.Ballots;
import io.jaspis.check.MethodKind;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.check.SmoothingCertificate.Example;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Smoothing many examples, one after the other. When it is stopped, between two runs of the network, those that are finished
 * keep their certificates, and nothing is told of the one under way.
 */
public final class SmoothingRun {
    private final NoisyVotes votes;
    private final Sampling sampling;
    private final Examples examples;
    private final Method method;
    private final Norm norm;

    /** How certificates are made. */
    public sealed interface Method {
        /** What certificates call it. */
        MethodKind kind();

        /** {@link Certification#oneSided}. */
        record OneSided() implements Method {
            @Override
            public MethodKind kind() {
                return MethodKind.ONE_SIDED;
            }
        }

        /** {@link Certification#twoSided}. */
        record TwoSided() implements Method {
            @Override
            public MethodKind kind() {
                return MethodKind.TWO_SIDED;
            }
        }

        /**
         * {@link Smoothing#reach}.
         *
         * @param radius in the norm of the run
         */
        record Adaptive(double radius) implements Method {
            public Adaptive {
                if (!(radius >= 0 && radius < Double.POSITIVE_INFINITY)) {
                    throw new IllegalArgumentException("the radius must be at least 0, but is " + radius);
                }
            }

            @Override
            public MethodKind kind() {
                return MethodKind.ADAPTIVE;
            }
        }
    }

    /**
     * @param norm of all radii that are asked for and given
     * @throws IllegalArgumentException where the network doesn't take these examples or can't have their classes
     */
    public SmoothingRun(NoisyVotes votes, Sampling sampling, Examples examples, Method method, Norm norm) {
        Problem.requireShape(votes.shape(), examples.shape());
        if (votes.classes() < 2 || votes.classes() > Ballots.CLASSES) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the network has %,d outputs; a classifier has from 2 to %,d, one a class",
                    votes.classes(),
                    Ballots.CLASSES));
        }
        this.votes = votes;
        this.sampling = Objects.requireNonNull(sampling, "sampling");
        this.examples = examples;
        this.method = Objects.requireNonNull(method, "method");
        this.norm = Objects.requireNonNull(norm, "norm");
    }

    /**
     * Certifies the first {@code count} examples, and tells each as it is done.
     *
     * @throws InputException before any work, where a label is no class of the network
     */
    public List<Example> run(int count, Consumer<Example> listener, BooleanSupplier stopped) {
        if (count < 0) {
            throw new IllegalArgumentException("a run is of 0 examples or more, not " + count);
        }
        return run(IntStream.range(0, count).boxed().toList(), List.of(), listener, stopped);
    }

    /**
     * Certifies the examples of these indices that aren't known, and tells each as it is done. What is found of one hangs
     * on how many there are, but not on which the others are.
     *
     * @param indices of different examples
     * @param known what a run of the same settings and of as many examples found before it was stopped
     * @return all that is known of these then, in the order of their indices
     * @throws InputException before any work, where a label is no class of the network
     * @throws IllegalArgumentException before any work, where an example comes twice or isn't there
     */
    public List<Example> run(
            List<Integer> indices, List<Example> known, Consumer<Example> listener, BooleanSupplier stopped) {
        return run(indices, indices.size(), known, listener, stopped);
    }

    /**
     * The same of a part of the examples.
     *
     * @param together how many there are altogether, by which α is divided for what holds of all
     */
    public List<Example> run(
            List<Integer> indices,
            int together,
            List<Example> known,
            Consumer<Example> listener,
            BooleanSupplier stopped) {
        if (together < indices.size()) {
            throw new IllegalArgumentException(
                    "there are " + together + " examples altogether, but " + indices.size() + " of them are asked for");
        }
        Set<Integer> asked = new HashSet<>();
        for (int index : indices) {
            Problem.requireExample(examples, index);
            if (!asked.add(index)) {
                throw new IllegalArgumentException("example " + index + " is asked for twice");
            }
            int label = examples.label(index);
            if (label < 0 || label >= votes.classes()) {
                throw new InputException("label %s of example %s is no class of the network: it has %s outputs"
                        .formatted(label, index, votes.classes()));
            }
        }
        SortedMap<Integer, Example> done = new TreeMap<>();
        known.forEach(example -> done.put(example.index(), example));
        done.keySet().retainAll(asked);
        Smoothing smoothing = new Smoothing(votes, sampling, stopped);
        for (int index : indices) {
            if (!done.containsKey(index)) {
                Example example;
                try {
                    example = example(smoothing, index, together);
                } catch (Smoothing.StoppedException halfway) {
                    break;
                }
                done.put(index, example);
                listener.accept(example);
            }
        }
        return List.copyOf(done.values());
    }

    private Example example(Smoothing smoothing, int index, int count) {
        float[] x = new float[votes.size()];
        examples.copy(index, x, 0);
        Smoothing.Result result = switch (method) {
            case Method.OneSided() -> smoothing.certify(index, x, Certification::oneSided);
            case Method.TwoSided() -> smoothing.certify(index, x, Certification::twoSided);
            case Method.Adaptive(double radius) ->
                smoothing.reach(index, x, votes.noise().fromNorm(radius, norm, votes.noisy()));
        };
        Tally tally = result.tally();
        double alpha = sampling.jointly(count);
        Certification jointly = switch (method) {
            case Method.OneSided() -> Certification.oneSided(tally, votes.noise(), alpha);
            case Method.TwoSided() -> Certification.twoSided(tally, votes.noise(), alpha);
            case Method.Adaptive _ -> new Certification.Abstained();
        };
        return new Example(
                index,
                Fingerprint.of(x),
                examples.label(index),
                tally.candidate(),
                tally.successes(),
                tally.none(),
                tally.samples(),
                result.certification() instanceof Certification.Certified,
                radius(result.certification()),
                inNorm(jointly),
                Ballots.format(tally.votes()));
    }

    /** The radius as asked where one was asked for: there and back it would be rounded twice. */
    private double radius(Certification certification) {
        return method instanceof Method.Adaptive(double asked)
                ? certification instanceof Certification.Certified ? asked : 0
                : inNorm(certification);
    }

    private double inNorm(Certification certification) {
        return votes.noise().inNorm(certification.proven(), norm, votes.noisy());
    }

    /** How this run is described in a certificate. */
    public SmoothingCertificate.Settings settings() {
        return new SmoothingCertificate.Settings(
                votes.noise().kind(),
                votes.noise().scale(),
                votes.axes(),
                norm,
                method.kind(),
                method instanceof Method.Adaptive(double radius) ? radius : 0,
                sampling.selection(),
                sampling.estimation(),
                sampling.alpha(),
                votes.seed());
    }
}
