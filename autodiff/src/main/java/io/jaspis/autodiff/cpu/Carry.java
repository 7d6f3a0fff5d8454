package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Brings an output to the input or parameter that it becomes: one copy, within the memory of an execution. */
record Carry(Location output, Location input, Value becomes, int size) {

    /**
     * What a plan carries.
     *
     * @param outputs where outputs lie, by name
     * @param inputs where inputs and parameters lie, by name
     */
    static Carry[] all(Plan plan, Function<String, Location> outputs, Function<String, Location> inputs) {
        List<Carry> all = new ArrayList<>();
        for (Map.Entry<String, String> pair : plan.carried().entrySet()) {
            int size = plan.size(plan.graph().output(pair.getKey()));
            all.add(new Carry(
                    outputs.apply(pair.getKey()), inputs.apply(pair.getValue()), plan.writable(pair.getValue()), size));
        }
        return all.toArray(Carry[]::new);
    }

    void run(Memory memory) {
        System.arraycopy(output.array(), output.at(), input.array(), input.at(), size);
        memory.written(becomes);
    }
}
