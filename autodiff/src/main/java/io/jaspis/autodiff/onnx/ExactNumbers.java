package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Node.require;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.Tensor;

/** Known numbers as the floats that they are: a graph of others would be another network. */
final class ExactNumbers {
    private ExactNumbers() {}

    /**
     * Known numbers as floats, in which all of a graph's constants are.
     *
     * @throws IllegalArgumentException where they are none, or one isn't a float: the graph would be another network
     */
    static Term.Floats floats(Term term, String what) {
        return switch (term) {
            case Term.Floats floats -> floats;
            case Term.Doubles doubles -> {
                for (int i = 0; i < doubles.size(); i++) {
                    double number = doubles.at(i);
                    require(
                            Double.isInfinite(number) || (float) number == number,
                            "%s is %s at element %d, which is no float32; a float64 model can be read where all of its"
                                    + " numbers are floats too, so convert the model to float32 first",
                            what,
                            number,
                            i);
                }
                yield new Term.Floats(ElementType.DOUBLE, doubles.extents(), narrowed(doubles.data()));
            }
            case Term.Integers integers ->
                throw new IllegalArgumentException(what + " holds elements of the type "
                        + integers.type().word()
                        + ", but must be floating-point numbers here; a Cast makes them so");
            case Term.Flowing _ -> throw new IllegalStateException(what + " is not known");
        };
    }

    private static float[] narrowed(double[] numbers) {
        float[] narrow = new float[numbers.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) numbers[i];
        }
        return narrow;
    }

    /**
     * Whole numbers as floats where they meet others that depend on the input: up to where float32 has all of them, as inputs
     * are.
     */
    static Term.Floats singles(Term.Integers integers, String what) {
        require(integers.isFixed(), "%s must not depend on the size of the batch", what);
        long most = (long) OnnxModel.MOST_WHOLE;
        for (int i = 0; i < integers.size(); i++) {
            long number = integers.fixed()[i];
            require(
                    number >= -most && number <= most,
                    "%s is %d at element %d, but numbers of the type %s that meet those of the input are read up to %d, as far as"
                            + " float32 has all; cast both to float32 before",
                    what,
                    number,
                    i,
                    integers.type().word(),
                    most);
        }
        return (Term.Floats) Term.Reals.of(ElementType.FLOAT, integers.extents(), i -> integers.fixed()[i]);
    }

    /** Whether float32 holds a whole number. */
    static boolean isSingle(long number) {
        // The largest long becomes 2⁶³ as a float, and itself again.
        return (long) (float) number == number && number != Long.MAX_VALUE;
    }

    /** Known numbers of any type as floating-point ones: whole ones as float32, which must hold them. */
    static Term.Reals asReals(Term.Known known) {
        return switch (known) {
            case Term.Reals reals -> reals;
            case Term.Integers integers -> {
                require(integers.isFixed(), "it must not depend on the size of the batch");
                for (int i = 0; i < integers.size(); i++) {
                    long number = integers.fixed()[i];
                    require(isSingle(number), "element %d is %d, which is no float32", i, number);
                }
                yield Term.Reals.of(ElementType.FLOAT, integers.extents(), i -> integers.fixed()[i]);
            }
        };
    }

    /** Known numbers as a constant of a graph, in which all must be finite floats. */
    static Value constant(Trace trace, Term known, String what) {
        Term.Floats floats = floats(known, what);
        for (int i = 0; i < floats.data().length; i++) {
            require(
                    Float.isFinite(floats.data()[i]),
                    "%s is %s at element %d; weights must be finite numbers",
                    what,
                    floats.data()[i],
                    i);
        }
        return trace.constant(Tensor.of(floats.shape(), floats.data()));
    }
}
