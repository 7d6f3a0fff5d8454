package io.jaspis.tensor.kernels;

import io.jaspis.tensor.Workers;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/** Convolution as an implicit product of weights and patches ({@link PatchProduct}), and its partners likewise. */
final class VectorConvolutions implements Convolutions {
    private static final int MOST_LAYOUTS = 512;

    /** Sizes met before; a network has few. */
    private final ConcurrentHashMap<Convolution, Layouts> known = new ConcurrentHashMap<>();

    private record Layouts(PatchLayout forward, PatchLayout[] backward) {
        static Layouts of(Convolution convolution) {
            Window window = convolution.window();
            PatchLayout[] backward = new PatchLayout[window.strideHeight() * window.strideWidth()];
            for (int phase = 0; phase < backward.length; phase++) {
                backward[phase] =
                        PatchLayout.backward(convolution, phase / window.strideWidth(), phase % window.strideWidth());
            }
            return new Layouts(PatchLayout.forward(convolution), backward);
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
        images(workers, convolution, batch, x, xOffset, weights, weightsOffset, y, yOffset, null);
    }

    private void images(
            Workers workers,
            Convolution convolution,
            int batch,
            float[] x,
            int xOffset,
            float[] weights,
            int weightsOffset,
            float[] y,
            int yOffset,
            Epilogue epilogue) {
        ConvolutionTask task = Scratch.mine().convolution;
        task.layout(layouts(convolution).forward, convolution.groups(), convolution.outputChannels());
        task.weights(weights, weightsOffset);
        task.source(x, xOffset, convolution.inputSize());
        task.result(y, yOffset, convolution.outputSize(), epilogue);
        task.share(workers, batch);
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
        for (PatchLayout layout : layouts(convolution).backward) {
            float[] turned = Scratch.mine().floats(Scratch.Floats.WEIGHTS, turnedSize(convolution, layout));
            turn(convolution, layout, weights, weightsOffset, turned);
            phase(workers, convolution, layout, batch, g, gOffset, turned, dx, dxOffset, null);
        }
    }

    private static void phase(
            Workers workers,
            Convolution convolution,
            PatchLayout layout,
            int batch,
            float[] g,
            int gOffset,
            float[] turned,
            float[] dx,
            int dxOffset,
            Epilogue epilogue) {
        ConvolutionTask task = Scratch.mine().convolution;
        task.layout(layout, convolution.groups(), convolution.inputChannels());
        task.weights(turned, 0);
        task.source(g, gOffset, convolution.outputSize());
        task.result(dx, dxOffset, convolution.inputSize(), epilogue);
        task.share(workers, batch);
    }

    @Override
    public PackedWeights pack(Convolution convolution, float[] weights, int weightsOffset) {
        float[] copy = Arrays.copyOfRange(weights, weightsOffset, weightsOffset + convolution.weightSize());
        return new PackedWeights(this, convolution, false, new float[][] {copy});
    }

    @Override
    public PackedWeights packTransposed(Convolution convolution, float[] weights, int weightsOffset) {
        PatchLayout[] layouts = layouts(convolution).backward;
        float[][] phases = new float[layouts.length][];
        for (int phase = 0; phase < phases.length; phase++) {
            phases[phase] = new float[turnedSize(convolution, layouts[phase])];
            turn(convolution, layouts[phase], weights, weightsOffset, phases[phase]);
        }
        return new PackedWeights(this, convolution, true, phases);
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
        images(workers, convolution, batch, x, xOffset, weights.phases[0], 0, y, yOffset, epilogue);
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
        PatchLayout[] layouts = layouts(convolution).backward;
        for (int i = 0; i < layouts.length; i++) {
            phase(workers, convolution, layouts[i], batch, g, gOffset, weights.phases[i], dx, dxOffset, epilogue);
        }
    }

    private static int turnedSize(Convolution convolution, PatchLayout layout) {
        return convolution.inputChannels() * layout.taps.length;
    }

    /** The weights of each group as {@code [channels in × (channels out, taps of the phase)]}. */
    private static void turn(
            Convolution convolution, PatchLayout layout, float[] weights, int weightsOffset, float[] turned) {
        int groups = convolution.groups();
        int channelsIn = convolution.inputChannels() / groups;
        int channelsOut = convolution.outputChannels() / groups;
        int taps = convolution.window().taps();
        int[] places = layout.windowTaps;
        int at = 0;
        for (int in = 0; in < convolution.inputChannels(); in++) {
            int from = weightsOffset + (in / channelsIn * channelsOut * channelsIn + in % channelsIn) * taps;
            for (int out = 0; out < channelsOut; out++) {
                for (int i = 0; i < places.length; i++) {
                    turned[at + i] = weights[from + places[i]];
                }
                at += places.length;
                from += channelsIn * taps;
            }
        }
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
        WeightTask task = Scratch.mine().weights;
        task.sizes(convolution, layouts(convolution).forward, batch);
        task.operands(x, xOffset, g, gOffset);
        task.share(workers, dw, dwOffset);
    }
}
