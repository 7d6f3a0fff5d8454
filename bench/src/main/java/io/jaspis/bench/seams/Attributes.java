package io.jaspis.bench.seams;

import com.google.protobuf.ByteString;
import io.jaspis.autodiff.onnx.schema.AttributeProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;

/** Attributes of nodes, as a file stores them. */
final class Attributes {
    private Attributes() {}

    static AttributeProto real(String name, float number) {
        return AttributeProto.newBuilder().setName(name).setType(1).setF(number).build();
    }

    static AttributeProto whole(String name, long number) {
        return AttributeProto.newBuilder().setName(name).setType(2).setI(number).build();
    }

    static AttributeProto text(String name, String text) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(3)
                .setS(ByteString.copyFromUtf8(text))
                .build();
    }

    static AttributeProto tensor(String name, TensorProto tensor) {
        return AttributeProto.newBuilder().setName(name).setType(4).setT(tensor).build();
    }

    static AttributeProto reals(String name, float... numbers) {
        AttributeProto.Builder builder =
                AttributeProto.newBuilder().setName(name).setType(6);
        for (float number : numbers) {
            builder.addFloats(number);
        }
        return builder.build();
    }

    static AttributeProto wholes(String name, long... numbers) {
        AttributeProto.Builder builder =
                AttributeProto.newBuilder().setName(name).setType(7);
        for (long number : numbers) {
            builder.addInts(number);
        }
        return builder.build();
    }

    static AttributeProto wholes(String name, int... numbers) {
        AttributeProto.Builder builder =
                AttributeProto.newBuilder().setName(name).setType(7);
        for (int number : numbers) {
            builder.addInts(number);
        }
        return builder.build();
    }
}
