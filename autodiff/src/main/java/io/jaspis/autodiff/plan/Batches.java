package io.jaspis.autodiff.plan;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.Value;
import io.jaspis.tensor.OneThread;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Runs a graph over any number of rows, of which each has its results for itself: a few executions, made when they are first
 * needed and closed together at the latest. More rows than the largest batch are cut into portions. For one thread at a time.
 *
 * <p>A row's results are the same bits in whatever company it runs, since no execution has fewer than {@link #FEWEST_ROWS}
 * rows: the processor's kernels sum alike for every batch from two on, but not for one.
 */
public final class Batches implements AutoCloseable {
    /** The fewest rows of a run, even if some stay idle. */
    public static final int FEWEST_ROWS = 2;

    /** Executions at most: each has a plan and an arena of its own. */
    private static final int MOST_EXECUTIONS = 16;

    /** Idle rows of so many values together cost less in some tens of runs than another plan costs once. */
    private static final long IDLE_VALUES = 1 << 16;

    private final Graph graph;
    private final Device device;
    private final int largest;
    private final Map<String, String> carried;
    private final TreeMap<Integer, Execution> executions = new TreeMap<>();
    /** Those that nobody holds on to, by when they last ran. */
    private final Map<Integer, Execution> passing = new LinkedHashMap<>(MOST_EXECUTIONS, 0.75f, true);

    /** Who runs rows: two at once would read each other's, and nothing would show it. */
    private final OneThread user = new OneThread("batches");

    private volatile boolean closed;

    /** What is done with a portion of the rows. */
    @FunctionalInterface
    public interface Portion {
        /**
         * Writes rows, runs, and reads what has come out.
         *
         * @param execution of as many rows as the portion has, or more, which stay idle
         * @param first the number of the portion's first row; it is the execution's row 0
         * @param count the rows of the portion
         */
        void run(Execution execution, int first, int count);
    }

    /**
     * No executions yet.
     *
     * @param graph without parameters
     * @param largest the most rows of a run, at least 1
     */
    public Batches(Graph graph, Device device, int largest) {
        this(graph, device, largest, Map.of());
    }

    /**
     * The same with what is carried from run to run, for those who hold on to an execution.
     *
     * @param carried as in {@link Plan#carrying}
     */
    public Batches(Graph graph, Device device, int largest, Map<String, String> carried) {
        if (largest < 1) {
            throw new IllegalArgumentException("a batch must have at least 1 row, but has " + largest);
        }
        this.graph = graph;
        this.device = device;
        this.largest = largest;
        this.carried = Map.copyOf(carried);
    }

    public Graph graph() {
        return graph;
    }

    /**
     * The number of rows to go down to where this many are still at work and the others are done: a power of two, so that
     * few executions are made on the way.
     */
    public static int shrunk(int rows) {
        return Math.max(FEWEST_ROWS, Integer.highestOneBit(2 * rows - 1));
    }

    /**
     * An execution of at least this many rows, the same each time; it is closed with the others. Its inputs hold what was
     * written last, by whomever.
     *
     * @param rows from 1 to the largest batch, or to {@link #FEWEST_ROWS} where that is more
     */
    public Execution holding(int rows) {
        requireOpen();
        int most = Math.max(FEWEST_ROWS, largest);
        if (rows < 1 || rows > most) {
            throw new IllegalArgumentException("a batch has 1 to " + most + " rows, not " + rows);
        }
        return executions.computeIfAbsent(size(rows), this::load);
    }

    /**
     * The number of rows to begin with where this many are at work: those of an execution that is there already, if the rows
     * that stay idle in it have few values, and are fewer than the others; otherwise just as many. Half of it is too few: whoever
     * goes down to {@link #shrunk} would leave it at once.
     *
     * @param rows as in {@link #holding}
     */
    public int near(int rows) {
        Map.Entry<Integer, Execution> held = executions.ceilingEntry(rows);
        if (held == null) {
            return rows;
        }
        int idle = held.getKey() - rows;
        long values = held.getValue().plan().arenaSize() / held.getKey();
        return idle < rows && idle * values <= IDLE_VALUES ? held.getKey() : rows;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("batches are used that were closed before");
        }
    }

    /** As many rows as are asked for while there are few executions, then those of one that holds them. */
    private int size(int rows) {
        int needed = Math.max(FEWEST_ROWS, rows);
        // One is left for the largest, which holds all.
        boolean room = executions.size() < MOST_EXECUTIONS - 1;
        if (room || executions.containsKey(needed)) {
            return needed;
        }
        Integer held = executions.ceilingKey(needed);
        return held == null ? Math.max(FEWEST_ROWS, largest) : held;
    }

    private Execution load(int rows) {
        Plan plan = carried.isEmpty() ? Plan.of(graph, rows) : Plan.carrying(graph, rows, carried);
        if (!plan.separable()) {
            throw new IllegalArgumentException("rows of this graph have no results of their own");
        }
        return device.load(plan);
    }

    /**
     * Takes rows through executions, portion by portion. An execution is the portion's while it runs; one that hasn't been
     * needed for long makes room for another.
     *
     * @param rows at least 0
     * @throws IllegalStateException where they are closed, or another thread is at it
     */
    public void run(int rows, Portion portion) {
        requireOpen();
        requireRows(rows);
        try (var _ = user.enter()) {
            for (int first = 0; first < rows; first += largest) {
                int count = Math.min(largest, rows - first);
                portion.run(passing(count), first, count);
            }
        }
    }

    private static void requireRows(int rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("a run has 0 rows or more, not " + rows);
        }
    }

    private Execution passing(int rows) {
        int size = Math.min(rounded(rows), Math.max(FEWEST_ROWS, largest));
        if (!passing.containsKey(size) && passing.size() == MOST_EXECUTIONS) {
            passing.remove(passing.keySet().iterator().next()).close();
        }
        return passing.computeIfAbsent(size, this::load);
    }

    /** The number of rows of an execution that holds these: an eighth more at most, or one more, so that there are few. */
    private static int rounded(int rows) {
        int step = Math.max(1, Integer.highestOneBit(Math.max(FEWEST_ROWS, rows) - 1) / 8);
        return Math.max(FEWEST_ROWS, (rows + step - 1) / step * step);
    }

    /**
     * Takes rows through executions whose elements are all at hand.
     *
     * @param rows at least 0
     * @param inputs the elements of each input of the graph: {@code [rows, …]}, or those of a shared one
     * @return the elements of each output, likewise
     * @throws IllegalArgumentException where an input is missing, or one is given that the graph hasn't, or there are no rows for an
     *     output that is one for all
     */
    public Map<String, float[]> run(int rows, Map<String, float[]> inputs) {
        requireRows(rows);
        requireInputs(inputs.keySet());
        if (rows == 0 && graph.outputs().values().stream().anyMatch(value -> !value.batched())) {
            throw new IllegalArgumentException(
                    "without rows nothing is computed, and so no output that is one for all rows");
        }
        Map<String, float[]> outputs = new LinkedHashMap<>();
        graph.outputs()
                .forEach((name, value) ->
                        outputs.put(name, new float[value.type().size(rows)]));
        run(rows, (execution, first, count) -> {
            inputs.forEach((name, elements) -> {
                Value value = graph.input(name);
                execution.write(name, elements, at(value, first), 0, value.batched() ? count : 1);
            });
            execution.run();
            outputs.forEach((name, elements) -> {
                Value value = graph.output(name);
                execution.read(name, elements, at(value, first), 0, value.batched() ? count : 1);
            });
        });
        return outputs;
    }

    /** An execution keeps what was written to it, so a run without an input would read what an earlier one had. */
    private void requireInputs(Set<String> given) {
        Set<String> taken = graph.inputs().keySet();
        if (!given.equals(taken)) {
            Set<String> missing = new TreeSet<>(taken);
            missing.removeAll(given);
            Set<String> unknown = new TreeSet<>(given);
            unknown.removeAll(taken);
            throw new IllegalArgumentException("a run takes the inputs " + taken + " of its graph"
                    + (missing.isEmpty() ? "" : ", but isn't given " + missing)
                    + (unknown.isEmpty() ? "" : ", but is given " + unknown + ", which are none"));
        }
    }

    private static int at(Value value, int first) {
        return value.batched() ? first * value.shape().size() : 0;
    }

    @Override
    public void close() {
        closed = true;
        executions.values().forEach(Execution::close);
        executions.clear();
        passing.values().forEach(Execution::close);
        passing.clear();
    }
}
