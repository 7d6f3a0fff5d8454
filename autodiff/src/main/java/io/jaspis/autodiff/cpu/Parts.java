package io.jaspis.autodiff.cpu;

import io.jaspis.autodiff.Linear;
import io.jaspis.autodiff.Source;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.plan.Unwritten;
import io.jaspis.tensor.Tensor;
import io.jaspis.tensor.Workers;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.tensor.kernels.Slab;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;

/**
 * An execution that takes a few examples through the whole plan before the next few: what they compute stays in the
 * cache of one core, and threads meet once a run instead of once an operation. An example's results don't
 * depend on the size of its part, so neither on the number of threads. The last part reaches back over examples that are done
 * already where the batch doesn't divide.
 */
final class Parts implements Execution {
    /** Floats of intermediate values that a part should stay within: a share of a second-level cache. */
    private static final int CACHE = 256 * 1024;

    /** Fewer examples than this make the products of a dense layer too thin, and its weights pass too often. */
    private static final int LEAST = 16;

    /** The fewest where threads would else meet at each operation, and all have one of so few. */
    private static final int FEWEST = 8;

    private static final int MOST = 64;

    /** Weights of dense layers that leave the second-level cache are read from further away once a part. */
    private static final long FAR = 256 * 1024;

    /** More weights than these had better be read once by all threads together, for so few examples, than once by each. */
    private static final long SHARED = 4 * FAR;

    /** The least examples that are worth reading such weights for, where their values don't leave the cache by far. */
    private static final int LEAST_FAR = 128;

    private final Plan plan;
    private final int size;
    private final int count;
    private final Workers workers;
    private final String[] inputs;
    private final String[] outputs;
    private final Slab.Piece[] given;
    private final Slab.Piece[] results;
    private final Location[] wholeInputs;
    private final Location[] wholeOutputs;
    private final boolean[] readInPlace;
    private final boolean[] writtenInPlace;
    private final Memory[] memories;
    private final Whole[] places;
    private final Carry[] carries;
    private final Unwritten unwritten;
    private boolean closed;
    private final AtomicIntegerArray taken;
    private final IntConsumer task = this::part;
    private long seed;
    private long firstExample;

    Parts(Plan plan, int size, Map<String, Tensor> parameters, Kernels kernels, Workers workers) {
        this.plan = plan;
        this.unwritten = new Unwritten(plan);
        this.size = size;
        this.count = (plan.batch() + size - 1) / size;
        this.workers = workers;
        this.inputs = plan.graph().inputs().keySet().toArray(String[]::new);
        this.outputs = plan.graph().outputs().keySet().toArray(String[]::new);
        this.given = new Slab.Piece[inputs.length];
        this.results = new Slab.Piece[outputs.length];
        this.wholeInputs = new Location[inputs.length];
        this.wholeOutputs = new Location[outputs.length];
        this.readInPlace = new boolean[inputs.length];
        this.writtenInPlace = new boolean[outputs.length];
        for (int i = 0; i < inputs.length; i++) {
            given[i] = Slab.take(plan.size(plan.graph().input(inputs[i])));
            wholeInputs[i] = Location.fixed(given[i].data(), given[i].offset());
        }
        for (int i = 0; i < outputs.length; i++) {
            results[i] = Slab.take(plan.size(plan.graph().output(outputs[i])));
            wholeOutputs[i] = Location.fixed(results[i].data(), results[i].offset());
        }
        Plan part = plan.part(size);
        Memory memory = Memory.of(part, parameters, inPlace(part));
        Workers alone = Workers.of(1);
        this.memories = new Memory[Math.min(count, workers.threads())];
        this.places = new Whole[memories.length];
        for (int i = 0; i < places.length; i++) {
            memories[i] = i == 0 ? memory : memory.another();
            places[i] = new Whole(part, memories[i], i == 0, kernels, alone);
        }
        this.taken = new AtomicIntegerArray(places.length);
        this.carries = Carry.all(plan, this::result, this::written);
    }

    /**
     * The inputs that parts read, and the outputs that they write, where the whole batch has them. Parts that overlap have
     * copies, as two that are computed at once would write the same examples.
     */
    private Map<Value, Slab.Piece> inPlace(Plan part) {
        Map<Value, Slab.Piece> wholes = new HashMap<>();
        if (plan.batch() % size == 0) {
            for (int i = 0; i < inputs.length; i++) {
                wholes.put(part.storage(plan.graph().input(inputs[i])), given[i]);
                readInPlace[i] = true;
            }
            for (int i = 0; i < outputs.length; i++) {
                Value base = part.storage(plan.graph().output(outputs[i]));
                // A shared one would be written by all parts at once.
                if (base.batched()
                        && !(base.op() instanceof Source)
                        && !part.isFolded(base)
                        && !wholes.containsKey(base)) {
                    wholes.put(base, results[i]);
                    writtenInPlace[i] = true;
                }
            }
        }
        return wholes;
    }

    /** How many examples to take at a time; the whole batch where they aren't apart or are too few. */
    static int size(Plan plan, int threads) {
        int batch = plan.batch();
        long perExample = Math.max(1, plan.arenaSize() / batch);
        boolean far = threads == 1 && denseWeights(plan) > FAR && perExample * LEAST_FAR <= 4 * CACHE;
        boolean busy = batch >= 2 * LEAST || batch >= threads * FEWEST;
        boolean few = batch < threads * LEAST && busy && denseWeights(plan) <= SHARED;
        int least = far ? LEAST_FAR : few ? FEWEST : LEAST;
        if (batch < 2 * least || !plan.separable()) {
            return batch;
        }
        int most = Math.clamp(CACHE / perExample, least, Math.max(least, MOST));
        int shared = Math.min(threads, batch / least);
        int parts = Math.max(Math.max(2, shared), (batch + most - 1) / most);
        return (batch + parts - 1) / parts;
    }

    private static long denseWeights(Plan plan) {
        long sum = 0;
        for (Value value : plan.graph().values()) {
            if (value.op() instanceof Linear.Dense && !value.operand(1).type().batched()) {
                sum += value.operand(1).shape().size();
            }
        }
        return sum;
    }

    @Override
    public Plan plan() {
        return plan;
    }

    @Override
    public void write(String input, float[] source, int offset, int row, int rows) {
        requireOpen();
        Value value = plan.writable(input);
        plan.requireRows(value, input, source, offset, row, rows);
        Location own = written(input);
        int size = value.shape().size();
        System.arraycopy(source, offset, own.array(), own.at() + row * size, rows * size);
        memories[0].written(value);
        unwritten.written(input, rows);
    }

    /** Where all rows of an input lie, or a parameter. */
    private Location written(String input) {
        Value value = plan.writable(input);
        return value.op() instanceof Source.Parameter ? memories[0].locate(value) : wholeInputs[place(inputs, input)];
    }

    private Location result(String output) {
        return wholeOutputs[place(outputs, output)];
    }

    @Override
    public void run() {
        requireOpen();
        unwritten.requireNone();
        memories[0].renew();
        workers.run(count, task);
        for (Carry carry : carries) {
            carry.run(memories[0]);
        }
    }

    private void part(int number) {
        int place = 0;
        while (!taken.compareAndSet(place, 0, 1)) {
            place = (place + 1) % places.length;
        }
        try {
            run(place, Math.min(number * size, plan.batch() - size));
        } finally {
            taken.set(place, 0);
        }
    }

    private void run(int place, int first) {
        Whole whole = places[place];
        memories[place].moveTo(first);
        for (int i = 0; i < inputs.length; i++) {
            if (!readInPlace[i]) {
                int from = given[i].offset() + from(plan.graph().input(inputs[i]), first);
                whole.write(inputs[i], given[i].data(), from);
            }
        }
        whole.seed(seed, firstExample + first);
        whole.compute();
        for (int i = 0; i < outputs.length; i++) {
            if (!writtenInPlace[i]) {
                int to = results[i].offset() + from(plan.graph().output(outputs[i]), first);
                whole.read(outputs[i], results[i].data(), to);
            }
        }
    }

    private static int from(Value value, int example) {
        return value.batched() ? example * value.shape().size() : 0;
    }

    @Override
    public void read(String output, float[] destination, int offset, int row, int rows) {
        requireOpen();
        Value value = plan.readable(output);
        plan.requireRows(value, output, destination, offset, row, rows);
        Location own = read(value, output);
        int size = value.shape().size();
        System.arraycopy(own.array(), own.at() + row * size, destination, offset, rows * size);
    }

    @Override
    public void hand(Map<String, String> inputs, Execution other) {
        requireOpen();
        inputs.forEach((from, to) -> {
            plan.requireHandable(from, other.plan(), to);
            Location own = read(plan.readable(from), from);
            other.write(to, own.array(), own.at());
        });
    }

    private Location read(Value value, String name) {
        return plan.graph().outputs().get(name) == value ? result(name) : written(name);
    }

    private static int place(String[] names, String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("there is no value named " + name);
    }

    @Override
    public void seed(long value, long example) {
        seed = value;
        firstExample = example;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("an execution is used that was closed before: load its plan again");
        }
    }
}
