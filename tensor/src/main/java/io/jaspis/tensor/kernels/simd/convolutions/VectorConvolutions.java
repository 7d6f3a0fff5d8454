package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Convolutions;
import io.jaspis.tensor.kernels.Epilogue;
import io.jaspis.tensor.kernels.PackedWeights;
import io.jaspis.tensor.kernels.Scratch;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Convolution as an implicit product of weights and patches ({@link PatchProduct}), and its partners likewise. */
public final class VectorConvolutions implements Convolutions {
    private static final Scratch<float[]> WEIGHTS = Scratch.floats();

    private static final int MOST_LAYOUTS = 512;

    private final Known<PatchLayout> forward = new Known<>(PatchLayout::forward);
    private final Known<Backward> backward = new Known<>(Backward::of);
    private final Known<Lowered> lowered = new Known<>(Lowered::of);

    /** What is made of the sizes met before, for one of their uses; a network has few. */
    private record Known<T>(Function<Convolution, T> make, ConcurrentHashMap<Convolution, T> made) {
        Known(Function<Convolution, T> make) {
            this(make, new ConcurrentHashMap<>());
        }

        T of(Convolution convolution) {
            T known = made.get(convolution);
            if (known == null) {
                if (made.size() >= MOST_LAYOUTS) {
                    made.clear();
                }
                known = made.computeIfAbsent(convolution, make);
            }
            return known;
        }
    }

    /** One of both: the sums of patches, or the patches of g. */
    private record Backward(PatchLayout layout, PatchSums sums) {
        static Backward of(Convolution convolution) {
            return PatchSums.fits(convolution)
                    ? new Backward(null, new PatchSums(convolution))
                    : new Backward(PatchLayout.backward(convolution), null);
        }
    }

    private record Lowered(PatchLayout layout, ChannelsLast channelsLast) {
        static Lowered of(Convolution convolution) {
            PatchLayout layout = PatchLayout.lowered(convolution);
            return new Lowered(layout, new ChannelsLast(layout));
        }
    }

    @Override
    public void forward(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] x,
            int xOffset,
            float[] weights,
            int weightsOffset,
            float[] y,
            int yOffset) {
        PatchLayout layout = forward.of(convolution);
        float[] panels = WEIGHTS.atLeast(panelsSize(convolution, layout, false));
        pack(convolution, layout, false, weights, weightsOffset, panels);
        multiply(workers, convolution, layout, false, batch, x, xOffset, panels, y, yOffset, null);
    }

    @Override
    public void inputGradient(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] g,
            int gOffset,
            float[] weights,
            int weightsOffset,
            float[] dx,
            int dxOffset) {
        Backward layouts = backward.of(convolution);
        PatchSums sums = layouts.sums;
        if (sums != null) {
            float[] panels = WEIGHTS.atLeast(convolution.groups() * sums.panelsSize());
            pack(convolution, sums, weights, weightsOffset, panels);
            sum(workers, convolution, sums, batch, g, gOffset, panels, dx, dxOffset, null);
            return;
        }
        PatchLayout layout = layouts.layout;
        float[] panels = WEIGHTS.atLeast(panelsSize(convolution, layout, true));
        pack(convolution, layout, true, weights, weightsOffset, panels);
        multiply(workers, convolution, layout, true, batch, g, gOffset, panels, dx, dxOffset, null);
    }

    /** A product of weights and patches, of the convolution or of its transpose. */
    private static void multiply(
            Workers workers,
            Convolution convolution,
            PatchLayout layout,
            boolean transposed,
            int batch,
            float[] source,
            int sourceOffset,
            float[] panels,
            float[] result,
            int resultOffset,
            Epilogue epilogue) {
        int inputSize = convolution.inputSize();
        int outputSize = convolution.outputSize();
        ConvolutionTask task = ConvolutionTask.MINE.get();
        task.layout(
                layout, convolution.groups(), transposed ? convolution.inputChannels() : convolution.outputChannels());
        task.weights(panels);
        task.source(source, sourceOffset, transposed ? outputSize : inputSize);
        task.result(result, resultOffset, transposed ? inputSize : outputSize, epilogue);
        task.share(workers, batch);
    }

    /** The input gradient by {@link PatchSums}. */
    private static void sum(
            Workers workers,
            Convolution convolution,
            PatchSums sums,
            int batch,
            float[] g,
            int gOffset,
            float[] panels,
            float[] dx,
            int dxOffset,
            Epilogue epilogue) {
        PatchSumsTask task = PatchSumsTask.MINE.get();
        task.weights(convolution, sums, panels);
        task.operands(g, gOffset, dx, dxOffset, epilogue);
        task.share(workers, batch);
    }

    private static void pack(
            Convolution convolution, PatchSums sums, float[] weights, int weightsOffset, float[] panels) {
        for (int group = 0; group < convolution.groups(); group++) {
            int from = weightsOffset + group * (convolution.weightSize() / convolution.groups());
            sums.pack(weights, from, panels, group * sums.panelsSize());
        }
    }

    private static int panelsSize(Convolution convolution, PatchLayout layout, boolean transposed) {
        int channels = transposed ? convolution.inputChannels() : convolution.outputChannels();
        return convolution.groups() * WeightPanels.groupSize(layout, channels / convolution.groups());
    }

    private static void pack(
            Convolution convolution,
            PatchLayout layout,
            boolean transposed,
            float[] weights,
            int weightsOffset,
            float[] panels) {
        int groups = convolution.groups();
        int in = convolution.inputChannels() / groups;
        int out = convolution.outputChannels() / groups;
        int window = convolution.window().taps();
        int rows = transposed ? in : out;
        int rowStride = transposed ? window : in * window;
        int channelStride = transposed ? in * window : window;
        for (int group = 0; group < groups; group++) {
            int from = weightsOffset + group * in * out * window;
            int to = group * WeightPanels.groupSize(layout, rows);
            WeightPanels.pack(layout, rows, weights, from, rowStride, channelStride, panels, to);
        }
    }

    @Override
    public PackedWeights pack(Convolution convolution, float[] weights, int weightsOffset) {
        return packed(convolution, false, weights, weightsOffset);
    }

    @Override
    public PackedWeights packTransposed(Convolution convolution, float[] weights, int weightsOffset) {
        return packed(convolution, true, weights, weightsOffset);
    }

    private PackedWeights packed(Convolution convolution, boolean transposed, float[] weights, int weightsOffset) {
        PatchSums sums = transposed ? backward.of(convolution).sums : null;
        int size = sums != null
                ? convolution.groups() * sums.panelsSize()
                : panelsSize(convolution, layout(convolution, transposed), transposed);
        PackedWeights packed = new PackedWeights(this, convolution, transposed, new float[size]);
        repack(packed, weights, weightsOffset);
        return packed;
    }

    @Override
    public void repack(PackedWeights packed, float[] weights, int weightsOffset) {
        Convolution convolution = packed.convolution();
        PatchSums sums = packed.transposed() ? backward.of(convolution).sums : null;
        if (sums != null) {
            pack(convolution, sums, weights, weightsOffset, packed.panels);
        } else {
            PatchLayout layout = layout(convolution, packed.transposed());
            pack(convolution, layout, packed.transposed(), weights, weightsOffset, packed.panels);
        }
    }

    /** The patches that are multiplied with the weights. */
    private PatchLayout layout(Convolution convolution, boolean transposed) {
        return transposed ? backward.of(convolution).layout : forward.of(convolution);
    }

    @Override
    public void forward(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] x,
            int xOffset,
            PackedWeights weights,
            float[] y,
            int yOffset,
            Epilogue epilogue) {
        weights.check(this, convolution, false);
        PatchLayout layout = forward.of(convolution);
        multiply(workers, convolution, layout, false, batch, x, xOffset, weights.panels, y, yOffset, epilogue);
    }

    @Override
    public void inputGradient(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] g,
            int gOffset,
            PackedWeights weights,
            float[] dx,
            int dxOffset,
            Epilogue epilogue) {
        weights.check(this, convolution, true);
        Backward layouts = backward.of(convolution);
        if (layouts.sums != null) {
            sum(workers, convolution, layouts.sums, batch, g, gOffset, weights.panels, dx, dxOffset, epilogue);
            return;
        }
        multiply(workers, convolution, layouts.layout, true, batch, g, gOffset, weights.panels, dx, dxOffset, epilogue);
    }

    @Override
    public void weightGradient(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] x,
            int xOffset,
            float[] g,
            int gOffset,
            float[] dw,
            int dwOffset) {
        WeightTask task = WeightTask.MINE.get();
        Lowered layouts = lowered.of(convolution);
        task.sizes(convolution, layouts.layout, layouts.channelsLast, batch);
        task.operands(x, xOffset, g, gOffset);
        task.share(workers, dw, dwOffset);
    }
}
