package io.jaspis.opencl;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Maximum;
import io.jaspis.autodiff.Movement;
import io.jaspis.autodiff.Pointwise;
import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Quotient;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.plan.Step;
import io.jaspis.opencl.kernels.DeviceKernel;
import io.jaspis.opencl.runtime.Buffer;
import io.jaspis.opencl.runtime.Context;
import io.jaspis.opencl.runtime.NativeKernel;
import io.jaspis.opencl.translation.ChainProgram;
import io.jaspis.opencl.translation.Translation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From a chain of element-wise operations, and of what is repeated for them, to a kernel that is made for it. */
final class Chains {
    private final Plan plan;
    private final Context context;
    private final Storage storage;
    private final Step.Chain step;
    private final ChainProgram program = new ChainProgram();
    private final List<Buffer> buffers = new ArrayList<>();
    private final List<Integer> numbers = new ArrayList<>();
    private final Map<Value, String> known = new HashMap<>();

    private Chains(Plan plan, Context context, Storage storage, Step.Chain step) {
        this.plan = plan;
        this.context = context;
        this.storage = storage;
        this.step = step;
    }

    static Launch launch(Plan plan, Context context, Storage storage, Step.Chain step) {
        return new Chains(plan, context, storage, step).launch();
    }

    private Launch launch() {
        for (Value member : step.members()) {
            String result = operation(member);
            known.put(member, result);
            if (!step.inner().contains(member)) {
                Storage.Place place = storage.of(member);
                program.store(result, buffer(place.buffer()), number(place.offset()));
            }
        }
        Buffer parameters =
                storage.numbers(numbers.stream().mapToInt(Integer::intValue).toArray());
        NativeKernel kernel = context.program(program.text(buffers.size())).kernel(Translation.ENTRY);
        try {
            return launch(kernel, parameters);
        } catch (RuntimeException e) {
            kernel.close();
            throw e;
        }
    }

    private Launch launch(NativeKernel kernel, Buffer parameters) {
        for (int i = 0; i < buffers.size(); i++) {
            kernel.set(i, buffers.get(i));
        }
        Value first = step.members().getFirst();
        int size = plan.size(first);
        kernel.set(buffers.size(), parameters);
        kernel.set(buffers.size() + 1, size);
        kernel.set(buffers.size() + 2, first.shape().size());
        var extent = DeviceKernel.Extent.row(size, Math.min(context.facts().largestGroup(), kernel.largestGroup()));
        return new Launch(kernel, extent.global(), extent.local());
    }

    private String operand(Value value, Value member) {
        Value base = plan.storage(value);
        String own = known.get(base);
        if (own != null) {
            return own;
        }
        boolean repeats = member.batched() && !value.batched();
        Storage.Place place = storage.of(base);
        String loaded = program.load(buffer(place.buffer()), number(place.offset()), repeats);
        known.put(base, loaded);
        return loaded;
    }

    private int buffer(Buffer buffer) {
        if (!buffers.contains(buffer)) {
            buffers.add(buffer);
        }
        return buffers.indexOf(buffer);
    }

    private int number(int number) {
        numbers.add(number);
        return numbers.size() - 1;
    }

    private String operation(Value member) {
        if (member.op() instanceof Movement.Broadcast(int axis, int extent)) {
            int inner = Lowering.inner(member, axis);
            Storage.Place place = storage.of(plan.storage(member.operand(0)));
            return program.loadRepeated(
                    buffer(place.buffer()), number(place.offset()), number(extent * inner), number(inner));
        }
        return switch (Step.Chain.operation(member)) {
            case Pointwise pointwise -> pointwise(pointwise, member);
            case Linear.Scale(float factor) -> call("scale", member, factor);
            case Linear.Add() -> call("add", member);
            case Linear.Subtract() -> call("subtract", member);
            case Product.Multiply() -> call("multiply", member);
            case Product.Gate() -> call("gate", member);
            case Quotient() -> call("divide", member);
            case Maximum.Max() -> call("maximum", member);
            case Maximum.Min() -> call("minimum", member);
        };
    }

    private String pointwise(Pointwise op, Value member) {
        String kind = context.facts().fp64() ? "" : "Single";
        return switch (op) {
            case Pointwise.Absolute() -> call("absolute", member);
            case Pointwise.Step() -> call("step", member);
            case Pointwise.Sign() -> call("sign", member);
            case Pointwise.Relu() -> call("relu", member);
            case Pointwise.LeakyRelu(float slope) -> call("leakyRelu", member, slope);
            case Pointwise.Clip(float lower, float upper) -> call("clip", member, lower, upper);
            case Pointwise.Shift(float amount) -> call("shift", member, amount);
            case Pointwise.Sigmoid() -> call("sigmoid", member);
            case Pointwise.Tanh() -> call("hyperbolicTangent", member);
            case Pointwise.Exponential() -> call("exponential", member);
            case Pointwise.ExponentialMinusOne() -> call("exponentialMinusOne", member);
            case Pointwise.Softplus() -> call("softplus", member);
            case Pointwise.Logarithm() -> call("logarithm", member);
            case Pointwise.SquareRoot() -> call("squareRoot", member);
            case Pointwise.Reciprocal() -> call("reciprocal", member);
            case Pointwise.Sine() -> call("sine" + kind, member);
            case Pointwise.Cosine() -> call("cosine" + kind, member);
            case Pointwise.Power(float exponent) -> call("power" + kind, member, exponent);
            case Pointwise.Round() -> call("nearestWhole", member);
            case Pointwise.ErrorFunction() -> call("errorFunction", member);
            case Pointwise.ArcTangent() -> call("arcTangent", member);
            case Pointwise.ArcSine() -> call("arcSine", member);
            case Pointwise.ArcCosine() -> call("arcCosine", member);
            case Pointwise.Narrow(Pointwise.Format format) ->
                switch (format) {
                    case FLOAT16 -> call("halfPrecision", member);
                    case BFLOAT16 -> call("brainPrecision", member);
                };
            case Pointwise.Floor() -> call("wholeBelow", member);
            case Pointwise.RoundUp(int steps) -> call("roundUp", member, steps);
            case Pointwise.RoundDown(int steps) -> call("roundDown", member, steps);
        };
    }

    private String call(String function, Value member, float... parameters) {
        List<String> operands =
                member.operands().stream().map(value -> operand(value, member)).toList();
        int[] places = new int[parameters.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = number(Float.floatToRawIntBits(parameters[i]));
        }
        return program.call(function, operands, places);
    }
}
