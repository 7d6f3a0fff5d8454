package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.onnx.schema.ValueInfoProto;
import java.util.Arrays;

/** An input of a model that is a constant of this reading. */
final class GivenInput {
    private GivenInput() {}

    /** The input of the type that the model declares. */
    static Term.Known of(ValueInfoProto input, Reading.Array array) throws OnnxException {
        String what = "what is given for the input '" + input.getName() + "'";
        try {
            ElementType type = ElementType.of(input.getType().getTensorType().getElemType(), "the input");
            int[] extents = array.extents();
            Term.Doubles numbers = new Term.Doubles(extents, array.numbers());
            if (Layout.size(extents) != numbers.data().length) {
                throw new OnnxException(
                        what + " has " + numbers.data().length + " numbers, but the shape " + Arrays.toString(extents));
            }
            if (!Declared.fits(input, extents)) {
                throw new OnnxException(what + " has the shape " + Arrays.toString(extents) + ", but the model says "
                        + Declared.shape(input));
            }
            if (type.isReal()) {
                return Term.Reals.of(type, extents, i -> type.nearest(numbers.at(i)));
            }
            for (int i = 0; i < numbers.size(); i++) {
                if (numbers.at(i) != Math.rint(numbers.at(i))) {
                    throw new OnnxException(what + " has " + numbers.at(i) + " at element " + i
                            + ", but the model says " + type.word());
                }
            }
            return PointwiseOperators.truncated(numbers, type);
        } catch (IllegalArgumentException e) {
            throw new OnnxException(what + " can't be used: " + e.getMessage(), e);
        }
    }
}
