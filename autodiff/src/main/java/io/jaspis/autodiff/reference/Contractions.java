package io.jaspis.autodiff.reference;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Product;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums of products. A layer, its transpose and its weights' gradient sum the same products, each over another index: so
 * the products of each kind are listed once.
 */
record Contractions<N>(Arithmetic<N> in) {

    /** One product of a layer: the positions of its input, its weight and its output. */
    private interface Term {
        void visit(int input, int weight, int output);
    }

    /** The numbers of a result, to which products of the elements of two operands are added. */
    private final class Sums {
        private final List<N> first;
        private final List<N> second;
        private final List<N> sums;

        Sums(Array<N> first, Array<N> second, Shape shape) {
            this.first = in.laidOut(first.elements());
            this.second = in.laidOut(second.elements());
            this.sums = in.zeros(shape.size());
        }

        void add(int at, int i, int j) {
            in.addProduct(sums, at, first, i, second, j);
        }
    }

    Array<N> dense(Linear.Dense op, Array<N> x, Array<N> w, Shape shape) {
        Sums y = new Sums(x, w, shape);
        int rows = x.shape().leading(x.shape().rank() - 1).size();
        if (op.transposed()) {
            denseTerms(rows, w.shape(), (input, weight, output) -> y.add(input, output, weight));
        } else {
            denseTerms(rows, w.shape(), (input, weight, output) -> y.add(output, input, weight));
        }
        return new Array<>(shape, y.sums);
    }

    Array<N> denseWeight(Array<N> a, Array<N> b, Shape shape) {
        Sums y = new Sums(a, b, shape);
        int rows = a.shape().leading(a.shape().rank() - 1).size();
        denseTerms(rows, shape, (input, weight, output) -> y.add(weight, output, input));
        return new Array<>(shape, y.sums);
    }

    private static void denseTerms(int rows, Shape weights, Term term) {
        int outputs = weights.extent(0);
        int inputs = weights.extent(1);
        for (int row = 0; row < rows; row++) {
            for (int out = 0; out < outputs; out++) {
                for (int input = 0; input < inputs; input++) {
                    term.visit(row * inputs + input, out * inputs + input, row * outputs + out);
                }
            }
        }
    }

    Array<N> convolve(Linear.Convolve op, Array<N> x, Array<N> w, Shape shape) {
        Sums y = new Sums(x, w, shape);
        int images = x.shape().leading(x.shape().rank() - 3).size();
        if (op.transposed()) {
            convolutionTerms(images, op.geometry(), (input, weight, output) -> y.add(input, output, weight));
        } else {
            convolutionTerms(images, op.geometry(), (input, weight, output) -> y.add(output, input, weight));
        }
        return new Array<>(shape, y.sums);
    }

    Array<N> convolveWeight(Product.ConvolveWeight op, Array<N> x, Array<N> g, Shape shape) {
        Sums y = new Sums(x, g, shape);
        int images = x.shape().leading(x.shape().rank() - 3).size();
        convolutionTerms(images, op.geometry(), (input, weight, output) -> y.add(weight, input, output));
        return new Array<>(shape, y.sums);
    }

    private static void convolutionTerms(int images, Convolution c, Term term) {
        int outputsOfGroup = c.outputChannels() / c.groups();
        int inputsOfGroup = c.inputChannels() / c.groups();
        for (int image = 0; image < images; image++) {
            for (int out = 0; out < c.outputChannels(); out++) {
                int group = out / outputsOfGroup;
                for (int channel = 0; channel < inputsOfGroup; channel++) {
                    int inputPlane = image * c.inputChannels() + group * inputsOfGroup + channel;
                    int weightPlane = out * inputsOfGroup + channel;
                    int outputPlane = image * c.outputChannels() + out;
                    planeTerms(c, inputPlane, weightPlane, outputPlane, term);
                }
            }
        }
    }

    /** Tap by tap, so that the innermost loop steps along rows and nothing is asked in it. */
    private static void planeTerms(Convolution c, int inputPlane, int weightPlane, int outputPlane, Term term) {
        Window window = c.window();
        for (int tapY = 0; tapY < window.kernelHeight(); tapY++) {
            for (int tapX = 0; tapX < window.kernelWidth(); tapX++) {
                int weight = (weightPlane * window.kernelHeight() + tapY) * window.kernelWidth() + tapX;
                int left = tapX * window.dilationWidth() - window.padLeft();
                int first = Math.max(0, Math.ceilDiv(-left, window.strideWidth()));
                int end = Math.min(c.outputWidth(), Math.ceilDiv(c.width() - left, window.strideWidth()));
                for (int y = 0; y < c.outputHeight(); y++) {
                    int row = y * window.strideHeight() + tapY * window.dilationHeight() - window.padTop();
                    if (row >= 0 && row < c.height()) {
                        int input = (inputPlane * c.height() + row) * c.width() + left;
                        int output = (outputPlane * c.outputHeight() + y) * c.outputWidth();
                        for (int x = first; x < end; x++) {
                            term.visit(input + x * window.strideWidth(), weight, output + x);
                        }
                    }
                }
            }
        }
    }

    Array<N> matMul(Array<N> a, Array<N> b, Shape shape) {
        int rank = shape.rank();
        int depth = a.shape().extent(-1);
        return Array.of(shape, index -> {
            int[] left = index.clone();
            int[] right = index.clone();
            List<N> products = new ArrayList<>(depth);
            for (int k = 0; k < depth; k++) {
                left[rank - 1] = k;
                right[rank - 2] = k;
                products.add(in.multiply(a.at(left), b.at(right)));
            }
            return in.sum(products);
        });
    }

    /** The sum over one axis, which goes. */
    Array<N> sum(Array<N> x, int axis, Shape shape) {
        return Array.of(shape, index -> {
            List<N> numbers = new ArrayList<>();
            for (int i = 0; i < x.shape().extent(axis); i++) {
                numbers.add(x.at(Movements.inserted(index, axis, i)));
            }
            return in.sum(numbers);
        });
    }
}
