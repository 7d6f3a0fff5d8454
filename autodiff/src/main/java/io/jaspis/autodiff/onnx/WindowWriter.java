package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.kernels.Convolution;
import io.jaspis.tensor.kernels.Pooling;
import io.jaspis.tensor.kernels.Window;
import java.util.ArrayList;
import java.util.List;

/** Writes convolutions and pooling. Axes before {@code [channels, height, width]} are joined to the batch for it. */
final class WindowWriter {
    private WindowWriter() {}

    /** Writes a convolution with its bias, if that isn't null, as the value. */
    static void convolve(ModelBuilder model, Value value, Value convolution, Linear.Convolve operation, String bias) {
        Convolution geometry = operation.geometry();
        Window window = geometry.window();
        List<AttributeProto> attributes = attributes(window);
        attributes.add(ModelBuilder.attribute("group", geometry.groups()));
        attributes.add(ModelBuilder.attribute("dilations", window.dilationHeight(), (long) window.dilationWidth()));
        if (operation.transposed()) {
            attributes.add(ModelBuilder.attribute(
                    "output_padding",
                    left(
                            geometry.height(),
                            window.padTop() + window.padBottom(),
                            window.kernelHeight(),
                            window.dilationHeight(),
                            window.strideHeight()),
                    left(
                            geometry.width(),
                            window.padLeft() + window.padRight(),
                            window.kernelWidth(),
                            window.dilationWidth(),
                            window.strideWidth())));
        }
        List<String> inputs = new ArrayList<>();
        inputs.add(image(model, convolution.operand(0)));
        inputs.add(model.name(convolution.operand(1)));
        if (bias != null) {
            inputs.add(bias);
        }
        write(model, value, operation.transposed() ? "ConvTranspose" : "Conv", inputs, attributes);
    }

    /** The rows of an image that its windows leave over. */
    private static long left(int extent, int padding, int kernel, int dilation, int stride) {
        return (extent + padding - (kernel - 1L) * dilation - 1) % stride;
    }

    static void maxPool(ModelBuilder model, Value value, Pooling pooling) {
        Window window = pooling.window();
        List<AttributeProto> attributes = attributes(window);
        if (window.dilationHeight() > 1 || window.dilationWidth() > 1) {
            attributes.add(ModelBuilder.attribute("dilations", window.dilationHeight(), (long) window.dilationWidth()));
        }
        write(model, value, "MaxPool", List.of(image(model, value.operand(0))), attributes);
    }

    private static List<AttributeProto> attributes(Window window) {
        List<AttributeProto> attributes = new ArrayList<>();
        attributes.add(ModelBuilder.attribute("kernel_shape", window.kernelHeight(), (long) window.kernelWidth()));
        attributes.add(ModelBuilder.attribute("strides", window.strideHeight(), (long) window.strideWidth()));
        attributes.add(ModelBuilder.attribute(
                "pads", window.padTop(), window.padLeft(), window.padBottom(), (long) window.padRight()));
        return attributes;
    }

    private static boolean isPlain(Value value) {
        return value.batched() && value.shape().rank() == 3;
    }

    private static String image(ModelBuilder model, Value x) {
        return isPlain(x)
                ? model.name(x)
                : model.node(
                        "Reshape",
                        List.of(
                                model.name(x),
                                model.integers(MovementWriter.target(x.shape().trailing(3), 1, -1))));
    }

    private static void write(
            ModelBuilder model, Value value, String operator, List<String> inputs, List<AttributeProto> attributes) {
        AttributeProto[] all = attributes.toArray(AttributeProto[]::new);
        if (isPlain(value)) {
            model.node(value, operator, inputs, all);
            return;
        }
        Shape shape = value.shape();
        String images = model.node(operator, inputs, all);
        model.node(
                value,
                "Reshape",
                List.of(images, model.integers(MovementWriter.target(shape, value.batched() ? 1 : 0, -1))));
    }
}
