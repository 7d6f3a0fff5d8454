package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.autodiff.data.Picture;
import java.util.Optional;
import java.util.function.Function;

/**
 * CGBA (Reza, Rahmati, Wu &amp; Dai 2023): the next point of the boundary is sought on the semicircle over the line from the
 * example to the last one, in the plane of that line and the boundary's normal. Its points are nearer to the example the
 * farther along they are. CGBA searches it from the example's end, for a boundary that is flat or bulges towards the example;
 * CGBA-H from the last point's end, halving the angle until it is adversarial there, for one that is strongly curved.
 *
 * @param picture where the pixels stand: of large pictures the normal is felt by noise of low frequencies
 * @param halving whether it is CGBA-H, the one for a target
 * @param evaluations of the first iteration's estimate; the t-th has √t times as many
 */
record Cgba(Optional<Picture> picture, boolean halving, int evaluations) implements LabelSearch {
    private static final double SPREAD = 2e-4;
    private static final int HALVINGS = 30;

    @Override
    public Question begin(Boundary boundary, Starts starts, Chance chance) {
        LowFrequencies frequencies = LowFrequencies.of(picture);
        NormalSearch.Drawing drawing = (random, noise) -> {
            for (int i = 0; i < noise.length; i++) {
                noise[i] = random.nextGaussian();
            }
            frequencies.keep(noise);
        };
        NormalSearch.Move move = (last, normal, then) -> Semicircle.of(last, normal)
                .map(circle -> halving
                        ? halved(boundary, circle, last, 1, then)
                        : searched(boundary, circle, new Boundary.Found(0, last), 1, then))
                .orElseGet(() -> then.apply(last));
        return new NormalSearch(boundary, starts, chance, new NormalSearch.Settings(evaluations, SPREAD, drawing), move)
                .begin();
    }

    /** Goes to the point of the semicircle where it leaves the adversarial. */
    private static Question searched(
            Boundary boundary,
            Semicircle circle,
            Boundary.Found inside,
            int halvings,
            Function<double[], Question> then) {
        if (halvings > HALVINGS) {
            return then.apply(inside.at());
        }
        double angle = Math.PI / 2 * (1 - Math.scalb(1.0, -halvings));
        return boundary.ask(
                circle.at(angle),
                found -> found.isPresent()
                        ? searched(boundary, circle, new Boundary.Found(angle, found.get()), halvings + 1, then)
                        : boundary.bisect(
                                circle::at,
                                inside,
                                angle,
                                NormalSearch.TOLERANCE / circle.radius(),
                                edge -> then.apply(edge.at())));
    }

    /** Goes straight towards the example from the adversarial point at the largest of the halved angles. */
    private static Question halved(
            Boundary boundary, Semicircle circle, double[] last, int halvings, Function<double[], Question> then) {
        if (halvings > HALVINGS) {
            return then.apply(last);
        }
        return boundary.ask(
                circle.at(Math.scalb(circle.angle(), -halvings)),
                found -> found.isPresent()
                        ? boundary.towardsExample(found.get(), NormalSearch.TOLERANCE, then)
                        : halved(boundary, circle, last, halvings + 1, then));
    }
}
