package io.jaspis.autodiff.reference;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.Pooling;
import io.jaspis.tensor.kernels.Window;

/** Maxima over windows, and what is taken from or brought to where they are. Of equal elements the first wins. */
record Windows<N>(Arithmetic<N> in) {

    /** One window: the position of its largest element in the image, and its own in the pooled result. */
    private interface Winner {
        void visit(int image, int pooled);
    }

    Array<N> pool(Maximum.Pool op, Array<N> x, Shape shape) {
        Array<N> y = new Array<>(shape, in.zeros(shape.size()));
        winners(op.pooling(), x, (image, pooled) -> y.elements().set(pooled, x.get(image)));
        return y;
    }

    Array<N> select(Linear.Select op, Array<N> x, Array<N> selector, Shape shape) {
        Array<N> y = new Array<>(shape, in.zeros(shape.size()));
        winners(op.pooling(), selector, (image, pooled) -> {
            if (op.transposed()) {
                y.elements().set(image, in.add(y.get(image), x.get(pooled)));
            } else {
                y.elements().set(pooled, x.get(image));
            }
        });
        return y;
    }

    private void winners(Pooling p, Array<N> x, Winner winner) {
        int planes = x.shape().size() / (p.height() * p.width());
        for (int plane = 0; plane < planes; plane++) {
            for (int row = 0; row < p.outputHeight(); row++) {
                for (int column = 0; column < p.outputWidth(); column++) {
                    winner.visit(
                            largest(p, x, plane, row, column),
                            (plane * p.outputHeight() + row) * p.outputWidth() + column);
                }
            }
        }
    }

    private int largest(Pooling p, Array<N> x, int plane, int windowRow, int windowColumn) {
        Window window = p.window();
        int largest = -1;
        for (int tapY = 0; tapY < window.kernelHeight(); tapY++) {
            for (int tapX = 0; tapX < window.kernelWidth(); tapX++) {
                int row = windowRow * window.strideHeight() + tapY * window.dilationHeight() - window.padTop();
                int column = windowColumn * window.strideWidth() + tapX * window.dilationWidth() - window.padLeft();
                if (row >= 0 && row < p.height() && column >= 0 && column < p.width()) {
                    int position = (plane * p.height() + row) * p.width() + column;
                    if (largest < 0 || in.compare(x.get(position), x.get(largest)) > 0) {
                        largest = position;
                    }
                }
            }
        }
        return largest;
    }
}
