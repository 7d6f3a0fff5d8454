package io.jaspis.tensor.kernels.simd.convolutions;

import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Convolutions;
import io.jaspis.tensor.kernels.Epilogue;
import io.jaspis.tensor.kernels.PackedWeights;
import io.jaspis.tensor.kernels.Scratch;
import java.util.concurrent.ConcurrentHashMap;

/** Convolution as an implicit product of weights and patches ({@link PatchProduct}), and its partners likewise. */
public final class VectorConvolutions implements Convolutions {
    private static final Scratch<float[]> WEIGHTS = Scratch.floats();

    private static final int MOST_LAYOUTS = 512;

    /** Sizes met before; a network has few. */
    private final ConcurrentHashMap<Convolution, Layouts> known = new ConcurrentHashMap<>();

    /** {@code sums} is null where the input gradient is made from the patches of g. */
    private record Layouts(
            PatchLayout forward, PatchLayout backward, PatchSums sums, PatchLayout lowered, ChannelsLast channelsLast) {
        static Layouts of(Convolution convolution) {
            PatchLayout backward = PatchLayout.backward(convolution);
            PatchSums sums = PatchSums.fits(convolution) ? new PatchSums(convolution, backward) : null;
            PatchLayout lowered = PatchLayout.lowered(convolution);
            return new Layouts(PatchLayout.forward(convolution), backward, sums, lowered, new ChannelsLast(lowered));
        }
    }

    private Layouts layouts(Convolution convolution) {
        Layouts layouts = known.get(convolution);
        if (layouts == null) {
            if (known.size() >= MOST_LAYOUTS) {
                known.clear();
            }
            layouts = known.computeIfAbsent(convolution, Layouts::of);
        }
        return layouts;
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
        PatchLayout layout = layouts(convolution).forward;
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
        Layouts layouts = layouts(convolution);
        PatchSums sums = layouts.sums;
        if (sums != null) {
            float[] panels = WEIGHTS.atLeast(convolution.groups() * sums.panelsSize());
            pack(convolution, sums, weights, weightsOffset, panels);
            sum(workers, convolution, sums, batch, g, gOffset, panels, dx, dxOffset, null);
            return;
        }
        PatchLayout layout = layouts.backward;
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
        Layouts layouts = layouts(convolution);
        int size = transposed && layouts.sums != null
                ? convolution.groups() * layouts.sums.panelsSize()
                : panelsSize(convolution, transposed ? layouts.backward : layouts.forward, transposed);
        PackedWeights packed = new PackedWeights(this, convolution, transposed, new float[size]);
        repack(packed, weights, weightsOffset);
        return packed;
    }

    @Override
    public void repack(PackedWeights packed, float[] weights, int weightsOffset) {
        Convolution convolution = packed.convolution();
        Layouts layouts = layouts(convolution);
        if (packed.transposed() && layouts.sums != null) {
            pack(convolution, layouts.sums, weights, weightsOffset, packed.panels);
        } else {
            PatchLayout layout = packed.transposed() ? layouts.backward : layouts.forward;
            pack(convolution, layout, packed.transposed(), weights, weightsOffset, packed.panels);
        }
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
        PatchLayout layout = layouts(convolution).forward;
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
        Layouts layouts = layouts(convolution);
        if (layouts.sums != null) {
            sum(workers, convolution, layouts.sums, batch, g, gOffset, weights.panels, dx, dxOffset, epilogue);
            return;
        }
        multiply(
                workers,
                convolution,
                layouts.backward,
                true,
                batch,
                g,
                gOffset,
                weights.panels,
                dx,
                dxOffset,
                epilogue);
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
        Layouts layouts = layouts(convolution);
        task.sizes(convolution, layouts.lowered, layouts.channelsLast, batch);
        task.operands(x, xOffset, g, gOffset);
        task.share(workers, dw, dwOffset);
    }
}
