package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.data.Allowance;
import java.util.List;
import java.util.Locale;

/** What a model makes along a walk, which a small file may ask for without end. */
final class Growth {
    /** The most elements of a value of one example. */
    private static final int LARGEST_VALUE = 1 << 27;

    /** Elements of constants that nodes made. */
    private long made;

    /**
     * Takes up what a node makes of its operands.
     *
     * @param title of the node
     * @throws OnnxException where no memory has room for it
     */
    void take(Term result, List<Term> operands, String title) throws OnnxException {
        switch (result) {
            case Term.Flowing flowing -> {
                if (flowing.value().shape().size() > LARGEST_VALUE) {
                    throw new OnnxException(String.format(
                            Locale.ROOT,
                            "%s: it makes %s for each example, more than the %,d elements that are supported",
                            title,
                            flowing.value().shape(),
                            LARGEST_VALUE));
                }
            }
            case Term.Known known -> {
                long before = operands.stream()
                        .mapToLong(operand -> operand instanceof Term.Known each ? each.size() : 0)
                        .sum();
                made += Math.max(0, known.size() - before);
                if (made > Allowance.current().bytes() / Layout.BYTES) {
                    throw new OnnxException(title + ": the constants that the model makes take more than "
                            + Allowance.current() + "; if that is meant, allow more with --reading-limit");
                }
            }
        }
    }
}
