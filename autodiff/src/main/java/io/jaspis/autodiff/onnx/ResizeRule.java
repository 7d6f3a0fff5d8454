package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How places of the result are places of the input, and what is taken there.
 *
 * @param nearest which element is taken by {@link Mode#NEAREST}
 * @param cubic the number of Keys' cubic filter
 * @param excludes whether elements beyond the input's ends have no weight, in place of those at the ends
 * @param smooths whether the filter grows where there are fewer elements than before
 */
record ResizeRule(
        Mode mode, ResizeCoordinates coordinates, Nearest nearest, float cubic, boolean excludes, boolean smooths) {

    /** A place that is so near to the middle between two elements counts as the middle in ONNX Runtime. */
    private static final Fraction CLOSE = Fraction.ONE.over(Fraction.of(1_000_000));

    /** Ends of regions that are whole in such parts make products that float32 has. */
    private static final int ROUND = 1 << 10;

    /** What is taken at a place. */
    enum Mode {
        NEAREST(0),
        LINEAR(1),
        CUBIC(2);

        /** How far the filter reaches on either side. */
        private final int width;

        Mode(int width) {
            this.width = width;
        }

        static Mode of(String word) {
            return named("mode", word, List.of(values()));
        }
    }

    /** Which element is the nearest to a place. */
    enum Nearest {
        ROUND_PREFER_FLOOR {
            @Override
            int to(Fraction place, Fraction scale) {
                return isMiddle(place)
                        ? place.floor()
                        : place.minus(Fraction.HALF).ceiling();
            }
        },
        ROUND_PREFER_CEIL {
            @Override
            int to(Fraction place, Fraction scale) {
                return isMiddle(place)
                        ? place.floor() + 1
                        : place.plus(Fraction.HALF).floor();
            }
        },
        FLOOR {
            @Override
            int to(Fraction place, Fraction scale) {
                return place.floor();
            }
        },
        CEIL {
            @Override
            int to(Fraction place, Fraction scale) {
                return place.ceiling();
            }
        },
        /** As opset 10 chooses, which has no attribute for it: upwards where there are fewer than before. */
        FORMER {
            @Override
            int to(Fraction place, Fraction scale) {
                return scale.compareTo(Fraction.ONE) < 0 ? place.ceiling() : place.floor();
            }
        };

        static Nearest of(String word) {
            return named("nearest_mode", word, List.of(ROUND_PREFER_FLOOR, ROUND_PREFER_CEIL, FLOOR, CEIL));
        }

        /** The element, which may be one beyond the ends. */
        abstract int to(Fraction place, Fraction scale);

        private static boolean isMiddle(Fraction place) {
            return place.minus(Fraction.of(place.floor()))
                            .minus(Fraction.HALF)
                            .absolute()
                            .compareTo(CLOSE)
                    <= 0;
        }
    }

    /** The one of these whose name an attribute has. */
    static <E extends Enum<E>> E named(String attribute, String word, List<E> all) {
        return all.stream()
                .filter(each -> lower(each).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(attribute + " '" + word
                        + "' is not supported; supported: "
                        + all.stream().map(ResizeRule::lower).collect(Collectors.joining(", "))));
    }

    private static String lower(Enum<?> each) {
        return each.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The place on the input's axis of element i. The nearest element is chosen by the place as float32 arithmetic has it,
     * since a place on the edge between two is on either side of it by rounding alone.
     */
    Fraction place(int i, ResizedAxis axis) {
        Fraction exact = coordinates.exact(i, axis);
        if (mode != Mode.NEAREST) {
            return exact;
        }
        Fraction rounded = Fraction.of(coordinates.rounded(i, axis));
        if (coordinates == ResizeCoordinates.HALF_PIXEL_SYMMETRIC && (axis.isMoved() || !rounded.equals(exact))) {
            // In which order the terms of this place are added, and so rounded, isn't known of ONNX Runtime.
            Fraction slack = Fraction.of(4 * Math.ulp((float) axis.extent()));
            require(
                    chosen(rounded.minus(slack), axis) == chosen(rounded.plus(slack), axis),
                    "which of %d elements is the nearest to the place %s hangs on rounding with"
                            + " coordinate_transformation_mode 'half_pixel_symmetric'",
                    axis.extent(),
                    rounded.nearest());
        }
        return rounded;
    }

    private int chosen(Fraction place, ResizedAxis axis) {
        return Math.clamp(nearest.to(place, axis.scale()), 0, axis.extent() - 1);
    }

    /** Whether an element of a region lies beyond the input's, of which rounding mustn't decide. */
    boolean isOutside(int i, ResizedAxis axis) {
        int extent = axis.extent();
        float rounded = coordinates.rounded(i, axis);
        Fraction exact = coordinates.exact(i, axis);
        boolean outside = isOutside(exact, extent);
        // Whether a place at an end is beyond it hangs on the order of steps, but for ends that no step rounds.
        Fraction slack = axis.start().isWholeIn(ROUND) && axis.end().isWholeIn(ROUND)
                ? Fraction.ZERO
                : Fraction.of(4 * Math.ulp((float) extent));
        require(
                isOutside(Fraction.of(rounded), extent) == outside
                        && isOutside(exact.plus(slack), extent) == outside
                        && isOutside(exact.minus(slack), extent) == outside,
                "whether the place %s of its region is one of %d elements hangs on rounding; move the region",
                rounded,
                extent);
        return outside;
    }

    private static boolean isOutside(Fraction place, int extent) {
        return place.signum() < 0 || place.compareTo(Fraction.of(extent - 1)) > 0;
    }

    /**
     * Refuses the only element of a result whose place readers take in different ways: ONNX Runtime's is 0, and that of ONNX's
     * reference evaluator before the first element where the extents and the scale fit, else where it would be among others.
     */
    void requireSettled(Fraction[] parts, ResizedAxis axis) {
        if (axis.result() == 1 && coordinates == ResizeCoordinates.PYTORCH_HALF_PIXEL) {
            Fraction other = axis.isMoved()
                    ? Fraction.HALF.over(axis.scale()).minus(Fraction.HALF)
                    : Fraction.HALF.minus(Fraction.ONE);
            require(
                    Arrays.equals(parts, parts(other, axis)),
                    "where the one element that is left of %d is taken with coordinate_transformation_mode 'pytorch_half_pixel'"
                            + " differs from reader to reader; give 'half_pixel'",
                    axis.extent());
        }
    }

    /** Whether float32 arithmetic has the parts of all elements without rounding, in whatever steps. */
    boolean isExact(ResizedAxis axis) {
        if (mode == Mode.NEAREST) {
            return true;
        }
        boolean scales = coordinates != ResizeCoordinates.ALIGN_CORNERS;
        Fraction scale = axis.scale();
        if (smooths
                || excludes
                || coordinates == ResizeCoordinates.TF_CROP_AND_RESIZE
                || coordinates == ResizeCoordinates.HALF_PIXEL_SYMMETRIC && axis.isMoved()
                || scales && !(scale.isFloat() && Fraction.ONE.over(scale).isFloat())
                || !Fraction.of(cubic).isWholeIn(WeightedSums.CUBIC)) {
            return false;
        }
        boolean cubes = mode == Mode.CUBIC;
        ResizedAxis whole = axis.whole();
        for (int i = 0; i < axis.result(); i++) {
            Fraction place = coordinates.exact(i, whole);
            float rounded = coordinates.rounded(i, whole);
            if (!WeightedSums.isExact(place, rounded, cubes)
                    || cubes && !WeightedSums.isAmongFour(place, axis.extent())) {
                return false;
            }
        }
        return true;
    }

    /** The parts of the input's elements at a place; those that are 0 are left out. */
    Fraction[] parts(Fraction place, ResizedAxis axis) {
        int extent = axis.extent();
        Fraction[] parts = new Fraction[extent];
        if (mode == Mode.NEAREST) {
            parts[chosen(place, axis)] = Fraction.ONE;
        } else {
            add(parts, place, smooths ? axis.scale().min(Fraction.ONE) : Fraction.ONE);
        }
        Fraction sum = Fraction.ZERO;
        for (Fraction part : parts) {
            sum = part == null ? sum : sum.plus(part);
        }
        for (int i = 0; i < extent && (excludes || smooths) && sum.signum() != 0; i++) {
            parts[i] = parts[i] == null ? null : parts[i].over(sum);
        }
        return parts;
    }

    /** Adds the parts of all elements that the filter, stretched by one over this, reaches from a place. */
    private void add(Fraction[] parts, Fraction place, Fraction stretch) {
        Fraction reach = Fraction.of(mode.width).over(stretch);
        int first = place.minus(reach).ceiling();
        int last = place.plus(reach).floor();
        for (int i = first; i <= last; i++) {
            Fraction distance = Fraction.of(i).minus(place).absolute().times(stretch);
            Fraction part = mode == Mode.LINEAR ? Fraction.ONE.minus(distance).max(Fraction.ZERO) : keys(distance);
            if (part.signum() != 0 && (i >= 0 && i < parts.length || !excludes)) {
                int to = Math.clamp(i, 0, parts.length - 1);
                parts[to] = parts[to] == null ? part : parts[to].plus(part);
            }
        }
    }

    /** Keys 1981. */
    private Fraction keys(Fraction x) {
        Fraction a = Fraction.of(cubic);
        Fraction square = x.times(x);
        if (x.compareTo(Fraction.ONE) <= 0) {
            Fraction inner = a.plus(Fraction.of(2)).times(x).minus(a.plus(Fraction.of(3)));
            return inner.times(square).plus(Fraction.ONE);
        }
        if (x.compareTo(Fraction.of(2)) >= 0) {
            return Fraction.ZERO;
        }
        Fraction outer = square.times(x)
                .minus(Fraction.of(5).times(square))
                .plus(Fraction.of(8).times(x))
                .minus(Fraction.of(4));
        return a.times(outer);
    }
}
