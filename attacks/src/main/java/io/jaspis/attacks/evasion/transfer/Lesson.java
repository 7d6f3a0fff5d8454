package io.jaspis.attacks.evasion.transfer;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.data.Picture;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.training.Adam;
import io.jaspis.autodiff.training.Recipe;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Oracle;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * How a {@link Substitute} learns the labels of a classifier, whose inputs it sees in units.
 *
 * @param examples that the attacker has
 * @param threat which inputs there can be
 * @param input the shape of one
 * @param classes that the classifier tells apart
 * @param device for training
 */
record Lesson(Examples examples, Threat threat, Shape input, int classes, Device device) {
    private static final int BATCH = 32;
    private static final double RATE = 1e-3;
    /** A picture smaller than this has nothing left behind two poolings. */
    private static final int LEAST_SIDE = 8;

    private static final String HIDDEN = "flatten, dense 200, relu, dense 200, relu, dense ";
    private static final String CONVOLUTIONS = "conv 32 2, relu, maxpool 2, conv 64 2, relu, maxpool 2, ";

    static Lesson of(Problem problem) {
        return new Lesson(
                problem.examples(),
                problem.threat(),
                problem.scores().input(problem.scores().onlyInput()).shape(),
                problem.classes(),
                problem.device());
    }

    /** @param most of the examples, from the first on */
    UnitInputs inputs(int most) {
        return new UnitInputs(examples, threat, input, classes, most);
    }

    /**
     * A network that takes inputs as they are, where one was learnt.
     *
     * @param first the inputs to begin with
     * @param asked labels of inputs as they are, not in units
     * @param epochs of each round
     */
    Substitute.Learnt learn(
            UnitInputs first,
            Oracle.Labels asked,
            Substitute.Settings settings,
            int epochs,
            long seed,
            BooleanSupplier stopped) {
        int size = first.shape().size();
        Substitute substitute = new Substitute(
                layers(),
                () -> new Adam(0),
                new Recipe(epochs, BATCH, Schedule.constant(RATE), 0, 0, seed, Optional.empty()),
                settings,
                device);
        Oracle labels = Oracle.ofLabels(first.shape(), classes, (units, rows) -> {
            float[] x = new float[rows * size];
            for (int row = 0; row < rows; row++) {
                first.settle(units, row * size, x, row * size);
            }
            return asked.of(x, rows);
        });
        try {
            Substitute.Learnt learnt = substitute.learn(labels, first, stopped);
            return learnt.network().isEmpty()
                    ? learnt
                    : learnt.with(inOwnUnits(learnt.network().get(), first));
        } catch (IOException e) {
            throw new UncheckedIOException("a substitute is trained without files", e);
        }
    }

    private static Graph inOwnUnits(Graph network, UnitInputs inputs) {
        Trace trace = new Trace();
        Value x = trace.input("x", inputs.shape());
        Value units = inputs.inUnits(trace, x);
        return trace.graph(
                "logits",
                trace.inline(network, Map.of(network.onlyInput(), units)).get(network.onlyOutput()));
    }

    private Layer layers() {
        Initial initial = new Initial.He();
        String dense = HIDDEN + classes;
        Optional<Picture> picture =
                TransferFgsm.picture(examples, input).filter(one -> Math.min(one.height(), one.width()) >= LEAST_SIDE);
        Layer layers = Architecture.parse(picture.isPresent() ? CONVOLUTIONS + dense : dense, initial);
        return picture.<Layer>map(one -> (scope, x) -> layers.apply(scope, channelsFirst(one, x)))
                .orElse(layers);
    }

    private static Value channelsFirst(Picture picture, Value x) {
        return picture.channelsLast()
                ? x.reshape(Shape.of(picture.height(), picture.width(), picture.channels()))
                        .transpose(2, 0, 1)
                : x.reshape(Shape.of(picture.channels(), picture.height(), picture.width()));
    }
}
