package io.jaspis.autodiff.reference;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.Pooling;
import io.jaspis.tensor.kernels.Window;
import java.util.ArrayList;
import java.util.List;

/** Maxima over windows, and what is taken from or brought to where they are. Of equal elements the first wins. */
record Windows<N>(Arithmetic<N> in) {

    /** One window: the positions of its elements in the image, and its own in the pooled result. */
    private interface Visitor {
        void visit(List<Integer> image, int pooled);
    }

    Array<N> pool(Maximum.Pool op, Array<N> x, Shape shape) {
        Array<N> y = new Array<>(shape, in.zeros(shape.size()));
        windows(
                op.pooling(),
                x.shape(),
                (image, pooled) -> y.elements()
                        .set(pooled, in.largest(image.stream().map(x::get).toList())));
        return y;
    }

    Array<N> select(Linear.Select op, Array<N> x, Array<N> selector, Shape shape) {
        Array<N> y = new Array<>(shape, in.zeros(shape.size()));
        windows(op.pooling(), selector.shape(), (image, pooled) -> {
            int largest = largest(image, selector);
            if (op.transposed()) {
                y.elements().set(largest, in.add(y.get(largest), x.get(pooled)));
            } else {
                y.elements().set(pooled, x.get(largest));
            }
        });
        return y;
    }

    private int largest(List<Integer> positions, Array<N> x) {
        int largest = positions.getFirst();
        for (int position : positions) {
            largest = in.compare(x.get(position), x.get(largest)) > 0 ? position : largest;
        }
        return largest;
    }

    private static void windows(Pooling p, Shape shape, Visitor visitor) {
        int planes = shape.size() / (p.height() * p.width());
        for (int plane = 0; plane < planes; plane++) {
            for (int row = 0; row < p.outputHeight(); row++) {
                for (int column = 0; column < p.outputWidth(); column++) {
                    visitor.visit(
                            taps(p, plane, row, column), (plane * p.outputHeight() + row) * p.outputWidth() + column);
                }
            }
        }
    }

    private static List<Integer> taps(Pooling p, int plane, int windowRow, int windowColumn) {
        Window window = p.window();
        List<Integer> taps = new ArrayList<>();
        for (int tapY = 0; tapY < window.kernelHeight(); tapY++) {
            for (int tapX = 0; tapX < window.kernelWidth(); tapX++) {
                int row = windowRow * window.strideHeight() + tapY * window.dilationHeight() - window.padTop();
                int column = windowColumn * window.strideWidth() + tapX * window.dilationWidth() - window.padLeft();
                if (row >= 0 && row < p.height() && column >= 0 && column < p.width()) {
                    taps.add((plane * p.height() + row) * p.width() + column);
                }
            }
        }
        return taps;
    }
}
