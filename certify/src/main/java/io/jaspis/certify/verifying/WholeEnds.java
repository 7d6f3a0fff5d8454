package io.jaspis.certify.verifying;

import io.jaspis.autodiff.InputException;
import io.jaspis.threat.Model;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.Region;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which inputs of a model are whole numbers.
 *
 * @param ends of each that is one the ends of its type, else null
 */
record WholeEnds(double[][] ends) {
    /**
     * Those of a model; empty where it takes none.
     *
     * @throws InputException where ends of the query's boxes are beyond what the model tells apart
     */
    static Optional<WholeEnds> of(Model model, Query query) {
        if (IntStream.range(0, query.inputs()).noneMatch(model::isWhole)) {
            return Optional.empty();
        }
        for (Region region : query.regions()) {
            Ends box = Ends.of(region.box());
            model.requireWhole(box.lower(), query.name());
            model.requireWhole(box.upper(), query.name());
        }
        return Optional.of(new WholeEnds(IntStream.range(0, query.inputs())
                .mapToObj(i -> model.isWhole(i) ? model.wholeEnds(i) : null)
                .toArray(double[][]::new)));
    }

    /**
     * The box that is searched: of inputs that are whole numbers it goes from the least to the largest in the region. Empty where an
     * input has none there, so that the region holds no input of the model.
     */
    Optional<Ends> in(Region region) {
        double[][] inside = new double[ends.length][];
        for (int i = 0; i < inside.length; i++) {
            if (ends[i] != null) {
                // Of the written ends: the float nearest to 2.99999999 is 3, which the box doesn't hold.
                BigDecimal lower = region.lower().get(i).setScale(0, RoundingMode.CEILING);
                BigDecimal upper = region.upper().get(i).setScale(0, RoundingMode.FLOOR);
                inside[i] = new double[] {
                    Math.max(ends[i][0], lower.doubleValue()), Math.min(ends[i][1], upper.doubleValue())
                };
                if (inside[i][0] > inside[i][1]) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(Ends.of(region.box(), settling(inside)).between(inside));
    }

    /** Where points settle: at the whole numbers between these ends, where there are such. */
    private static Settling settling(double[][] inside) {
        return (point, at, x, xAt) -> {
            for (int i = 0; i < inside.length; i++) {
                float number = point[at + i];
                x[xAt + i] = inside[i] == null || Float.isNaN(number)
                        ? number
                        : (float) Math.clamp(Math.rint(number), inside[i][0], inside[i][1]);
            }
        };
    }

    /** Whether the model takes a point. */
    boolean hold(float[] x) {
        return IntStream.range(0, x.length)
                .allMatch(i -> ends[i] == null || x[i] == Math.rint(x[i]) && x[i] >= ends[i][0] && x[i] <= ends[i][1]);
    }

    /** Whether what is written of a counterexample is whole where it must be: a float may be the nearest of a fraction in the box. */
    boolean areWritten(Answer.Sat sat) {
        return IntStream.range(0, ends.length)
                .allMatch(i -> ends[i] == null
                        || new BigDecimal(sat.inputs().get(i))
                                        .stripTrailingZeros()
                                        .scale()
                                <= 0);
    }
}
