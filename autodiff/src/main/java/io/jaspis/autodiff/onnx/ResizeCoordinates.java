package io.jaspis.autodiff.onnx;

import java.util.List;
import java.util.Locale;

/** How places of a resized axis are places of the axis before: ONNX's {@code coordinate_transformation_mode}, by its words. */
enum ResizeCoordinates {
    HALF_PIXEL {
        @Override
        Fraction exact(int i, ResizedAxis axis) {
            return half(i, axis);
        }

        @Override
        float rounded(int i, ResizedAxis axis) {
            return roundedHalf(i, axis);
        }
    },
    PYTORCH_HALF_PIXEL {
        @Override
        Fraction exact(int i, ResizedAxis axis) {
            return axis.result() > 1 ? half(i, axis) : Fraction.ZERO;
        }

        @Override
        float rounded(int i, ResizedAxis axis) {
            return axis.result() > 1 ? roundedHalf(i, axis) : 0;
        }
    },
    HALF_PIXEL_SYMMETRIC {
        @Override
        Fraction exact(int i, ResizedAxis axis) {
            Fraction extent = Fraction.of(axis.extent());
            Fraction ratio = Fraction.of(axis.result()).over(axis.scale().times(extent));
            Fraction offset = extent.times(Fraction.HALF).times(Fraction.ONE.minus(ratio));
            return offset.plus(half(i, axis));
        }

        @Override
        float rounded(int i, ResizedAxis axis) {
            int extent = axis.extent();
            return extent / 2f * (1 - axis.result() / (axis.scale().nearest() * extent)) + roundedHalf(i, axis);
        }
    },
    ALIGN_CORNERS {
        @Override
        Fraction exact(int i, ResizedAxis axis) {
            return axis.result() == 1
                    ? Fraction.ZERO
                    : Fraction.of((long) i * (axis.extent() - 1)).over(Fraction.of(axis.result() - 1));
        }

        @Override
        float rounded(int i, ResizedAxis axis) {
            return axis.result() == 1 ? 0 : (float) i * (axis.extent() - 1) / (axis.result() - 1);
        }
    },
    ASYMMETRIC {
        @Override
        Fraction exact(int i, ResizedAxis axis) {
            return Fraction.of(i).over(axis.scale());
        }

        @Override
        float rounded(int i, ResizedAxis axis) {
            return i / axis.scale().nearest();
        }
    },
    TF_HALF_PIXEL_FOR_NN {
        @Override
        Fraction exact(int i, ResizedAxis axis) {
            return Fraction.of(i).plus(Fraction.HALF).over(axis.scale());
        }

        @Override
        float rounded(int i, ResizedAxis axis) {
            return (i + 0.5f) / axis.scale().nearest();
        }
    },
    TF_CROP_AND_RESIZE {
        @Override
        Fraction exact(int i, ResizedAxis axis) {
            Fraction span = Fraction.of(axis.extent() - 1);
            if (axis.result() == 1) {
                return axis.start().plus(axis.end()).times(Fraction.HALF).times(span);
            }
            Fraction step = axis.end().minus(axis.start()).times(span).over(Fraction.of(axis.result() - 1));
            return axis.start().times(span).plus(Fraction.of(i).times(step));
        }

        @Override
        float rounded(int i, ResizedAxis axis) {
            int extent = axis.extent();
            float start = axis.start().nearest();
            float end = axis.end().nearest();
            return axis.result() > 1
                    ? start * (extent - 1) + i * (end - start) * (extent - 1) / (axis.result() - 1)
                    : 0.5f * (start + end) * (extent - 1);
        }
    };

    /** The mode of this word. */
    static ResizeCoordinates of(String word) {
        return ResizeRule.named("coordinate_transformation_mode", word, List.of(values()));
    }

    /** The word that ONNX has for it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The place of element i of the result. */
    abstract Fraction exact(int i, ResizedAxis axis);

    /** The place as float32 arithmetic has it. */
    abstract float rounded(int i, ResizedAxis axis);

    /** Whether places hang on the distance between the result's first and last element. */
    boolean spansResult() {
        return this == ALIGN_CORNERS || this == TF_CROP_AND_RESIZE;
    }

    private static Fraction half(int i, ResizedAxis axis) {
        return Fraction.of(i).plus(Fraction.HALF).over(axis.scale()).minus(Fraction.HALF);
    }

    private static float roundedHalf(int i, ResizedAxis axis) {
        return (i + 0.5f) / axis.scale().nearest() - 0.5f;
    }
}
