package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.autodiff.data.Picture;
import java.util.Optional;
import java.util.function.Function;

/**
 * TtBA, the two third bridge attack (Wang, Guo, Xu, Zhang, Zhang &amp; Tao 2025): directions between that of the last point
 * of the boundary and the boundary's normal, {@code k·normal + (1 − k)·last}. The largest k at which it is still adversarial
 * as far away tells how the boundary curves, and a part of it gives a direction along which the boundary is nearer.
 *
 * @param picture where the pixels stand: of large pictures the normal is felt by noise of low frequencies
 * @param evaluations of the first iteration's estimate; the t-th has √t times as many
 */
record TangentBoundary(Optional<Picture> picture, int evaluations) implements LabelSearch {
    private static final double BRIDGE_TOLERANCE = 1e-3;
    private static final double SPREAD = 3e-4;

    @Override
    public Question begin(Boundary boundary, Starts starts, Chance chance) {
        LowFrequencies frequencies = LowFrequencies.of(picture);
        NormalSearch.Drawing drawing = (random, noise) -> {
            for (int i = 0; i < noise.length; i++) {
                noise[i] = frequencies.factor() == 1 ? random.nextDouble(-1, 1) : random.nextGaussian();
            }
            frequencies.keep(noise);
            Ways.stretch(noise, Math.sqrt(noise.length) / frequencies.factor());
        };
        return new NormalSearch(
                        boundary,
                        starts,
                        chance,
                        new NormalSearch.Settings(evaluations, SPREAD, drawing),
                        (last, normal, then) -> bridged(boundary, last, normal, then))
                .begin();
    }

    /** Goes to the boundary along the new direction; stays where nothing that far away is adversarial there. */
    private static Question bridged(
            Boundary boundary, double[] last, double[] normal, Function<double[], Question> then) {
        double radius = Ways.length(last);
        double[] along = Ways.scaled(1 / radius, last);
        return boundary.bisect(
                k -> onSphere(radius, along, normal, k),
                new Boundary.Found(0, last),
                1,
                BRIDGE_TOLERANCE,
                largest -> nearer(boundary, onSphere(radius, along, normal, bridge(largest.number())), last, then));
    }

    private static Question nearer(Boundary boundary, double[] far, double[] last, Function<double[], Question> then) {
        return boundary.ask(
                far,
                found -> found.isPresent()
                        ? boundary.towardsExample(found.get(), NormalSearch.TOLERANCE, then)
                        : then.apply(last));
    }

    private static double[] onSphere(double radius, double[] along, double[] normal, double k) {
        double[] direction = Ways.sum(k, normal, 1 - k, along);
        return Ways.scaled(radius, Ways.normalize(direction) ? direction : along);
    }

    /** Which k to take where the largest adversarial one is this: nine tenths of a small one, two thirds of a large one. */
    static double bridge(double largest) {
        if (largest <= 0.1) {
            return 0.9 * largest;
        }
        double twoThirds = 2.0 / 3;
        return largest >= 0.2 ? twoThirds * largest : 0.9 * 0.1 + (largest - 0.1) * (twoThirds * 0.2 - 0.9 * 0.1) / 0.1;
    }
}
