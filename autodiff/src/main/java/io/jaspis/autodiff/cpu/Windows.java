package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.cpu.Whole.Action;
import io.jaspis.tensor.kernels.Pooling;
import io.jaspis.tensor.kernels.Poolings;

/** Maxima over windows, what lies where they are, and its transpose. */
record Windows(Site site) {

    Action maximum(Value value, Pooling pooling) {
        Location x = site.locate(value.operand(0));
        Location y = site.locate(value);
        Poolings poolings = site.kernels().poolings();
        int in = pooling.inputSize();
        int out = pooling.outputSize();
        return site.perExample(
                site.rows(value, 3),
                (from, count) -> poolings.maximum(
                        pooling, count, x.array(), x.at() + from * in, y.array(), y.at() + from * out));
    }

    Action select(Value value, Pooling pooling, boolean transposed) {
        Location x = site.locate(value.operand(0));
        Location s = site.locate(value.operand(1));
        Location y = site.locate(value);
        Poolings poolings = site.kernels().poolings();
        int image = pooling.inputSize();
        int pooled = pooling.outputSize();
        int batch = site.rows(value, 3);
        return transposed
                ? site.perExample(
                        batch,
                        (from, count) -> poolings.scatterMaximum(
                                pooling,
                                count,
                                x.array(),
                                x.at() + from * pooled,
                                s.array(),
                                s.at() + from * image,
                                y.array(),
                                y.at() + from * image))
                : site.perExample(
                        batch,
                        (from, count) -> poolings.gatherMaximum(
                                pooling,
                                count,
                                x.array(),
                                x.at() + from * image,
                                s.array(),
                                s.at() + from * image,
                                y.array(),
                                y.at() + from * pooled));
    }
}
