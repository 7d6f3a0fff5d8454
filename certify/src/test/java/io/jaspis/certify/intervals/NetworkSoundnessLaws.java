package io.jaspis.certify.intervals;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.layers.Scope;
import io.jaspis.autodiff.training.Trainer;
import io.jaspis.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Soundness on networks as they are built, normalised by statistics and with weights of any scale. */
class NetworkSoundnessLaws {
    private static final Shape IMAGE = Shape.of(2, 5, 5);
    private static final List<String> ARCHITECTURES = List.of(
            "conv 3 3 2 1, norm, relu, flatten, dense 6, relu, dense 4",
            "conv 2 3 1 1, relu, maxpool 2, flatten, dense 4, tanh, dense 3",
            "residual 2, avgpool 2, flatten, dense 4, sigmoid, dense 2",
            "conv 4 2 1, norm, relu, avgpool, dense 3",
            "flatten, dense 9, relu, dense 9, relu, dense 9, relu, dense 2");

    @Provide
    Arbitrary<String> architectures() {
        return Arbitraries.of(ARCHITECTURES);
    }

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs().withoutEdgeCases();
    }

    private static Graph network(String architecture, Scale scale, SplittableRandom random) {
        Layer layers = Architecture.parse(architecture, new Initial.He());
        Parameters parameters = new Parameters(random.nextLong());
        layers.apply(Scope.of(parameters, false), new Trace().input("input", IMAGE));
        parameters.tensors().forEach((name, tensor) -> {
            float[] data = tensor.data();
            for (int i = 0; i < data.length; i++) {
                boolean trained = parameters.trainable().contains(name);
                data[i] = trained ? scale.number(random) : random.nextFloat();
            }
        });
        return Trainer.network(layers, parameters, IMAGE);
    }

    @Property(tries = 60)
    @Label("networks of layers: exact values lie between the bounds, whatever the scale of the weights")
    void networks(@ForAll("architectures") String architecture, @ForAll("seeds") long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Scale scale = random.nextInt(3) == 0 ? Scale.any(random) : Scale.MODERATE;
        Graph network = network(architecture, scale, random);
        int batch = random.nextBoolean() ? 1 : 4;
        Scale inputs = random.nextInt(3) == 0 ? Scale.any(random) : Scale.MODERATE;
        Box box = inputs.box(batch * IMAGE.size(), random);
        int compared = new Trial(network, batch, Map.of("input", box)).check(random, 2);
        assertTrue(compared > 0, "nothing was compared");
    }
}
