package io.jaspis.autodiff.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Npz;
import io.jaspis.autodiff.layers.Architecture;
import io.jaspis.autodiff.layers.Initial;
import io.jaspis.autodiff.layers.Layer;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint whose arrays aren't those of its run is refused, by the array's name. */
class DamagedCheckpointTest {
    private static final int EPOCHS = 3;

    @TempDir
    Path folder;

    private Path file;
    /** What the file has after two epochs. */
    private Map<String, Tensor> arrays;

    @BeforeEach
    void trainTwoEpochs() throws IOException {
        file = folder.resolve("run.npz");
        train(Objectives.stoppingAfter(2));
        arrays = Npz.read(file);
    }

    private Parameters train(Progress told) throws IOException {
        Layer network = Architecture.parse("flatten, dense 5, norm, relu, dense 3", new Initial.He());
        Recipe recipe = new Recipe(EPOCHS, 15, Schedule.constant(0.01), 0, 0, 4, Optional.of(file));
        Validation validation = new Validation("given", _ -> 0.5, 0, EPOCHS);
        Optimizer optimizer = new Averaged(new Adam(0), 0.9);
        return new Trainer(network, Objective.crossEntropy(), optimizer, recipe, Optional.of(validation), Cpu.best())
                .train(new Blobs(90), told);
    }

    private String refusal(Map<String, Tensor> written) throws IOException {
        Npz.write(file, written);
        return assertThrows(IOException.class, () -> train(Progress.SILENT)).getMessage();
    }

    /** The file's arrays with this one in the place of another; without it where it is null. */
    private Map<String, Tensor> with(String name, Tensor other) {
        Map<String, Tensor> changed = new LinkedHashMap<>(arrays);
        if (other == null) {
            changed.remove(name);
        } else {
            changed.put(name, other);
        }
        return changed;
    }

    private Map<String, Tensor> withNumber(String name, int index, float number) {
        Tensor changed = arrays.get(name).copy();
        changed.data()[index] = number;
        return with(name, changed);
    }

    @Test
    void arraysOfOtherShapesAreRefusedByTheirNames() throws IOException {
        List<String> names = arrays.keySet().stream()
                .filter(name -> name.startsWith("optimizer/") || name.startsWith("best/"))
                .toList();
        assertTrue(names.stream().anyMatch(name -> name.startsWith("optimizer/first.")), names::toString);
        assertTrue(names.stream().anyMatch(name -> name.startsWith("optimizer/average.")), names::toString);
        assertTrue(names.stream().anyMatch(name -> name.startsWith("best/")), names::toString);
        for (String name : names) {
            Shape other = Shape.of(arrays.get(name).shape().size() + 1);
            String told = refusal(with(name, Tensor.zeros(other)));
            assertTrue(
                    told.contains("run.npz can't be gone on with: its array " + name + " is [" + other.size()), told);
            told = refusal(with(name, null));
            assertTrue(told.contains("its array " + name + " is missing; move it away"), told);
        }
    }

    @Test
    void positionsThatNoRunReachesAreRefused() throws IOException {
        for (int done : new int[] {0, EPOCHS + 1}) {
            String told = refusal(withNumber("position", 1, done));
            assertTrue(told.contains("its array position is after " + done + " of 3 epochs"), told);
        }
        for (float number : new float[] {0.5f, -1, 65536, Float.NaN}) {
            String told = refusal(withNumber("position", 0, number));
            assertTrue(told.contains("is no checkpoint of a training run that this version can go on with"), told);
        }
        for (float best : new float[] {2, -1, Float.NaN}) {
            String told = refusal(withNumber("best", 0, best));
            assertTrue(told.contains("its array best has the epoch " + best), told);
        }
        String told = refusal(withNumber("best", 4, 2));
        assertTrue(told.contains("its array best has the epoch 0.0, best since 2.0, of 2 that are done"), told);
    }

    private String nameThatBegins(String beginning) {
        return arrays.keySet().stream()
                .filter(name -> name.startsWith(beginning) && !name.endsWith(".steps"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void numbersThatNoEpochLeavesAreRefusedByTheirArrays() throws IOException {
        for (String beginning : List.of("parameter/", "best/", "optimizer/first.", "optimizer/average.")) {
            String name = nameThatBegins(beginning);
            for (float number : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                String told = refusal(withNumber(name, 0, number));
                assertTrue(told.contains("its array " + name + " has the number " + number), told);
            }
        }
        String second = nameThatBegins("optimizer/second.");
        for (float number : new float[] {-1e-6f, Float.NaN, Float.NEGATIVE_INFINITY}) {
            String told = refusal(withNumber(second, 0, number));
            assertTrue(told.contains("its array " + second + " has the number " + number), told);
        }
        for (String steps : List.of("optimizer/adam.steps", "optimizer/average.steps")) {
            for (float number : new float[] {-1, 0.5f, Float.NaN, Float.POSITIVE_INFINITY}) {
                String told = refusal(withNumber(steps, 0, number));
                assertTrue(told.contains(number + " where training has whole numbers of at least 0"), told);
            }
        }
        for (float score : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            String told = refusal(withNumber("best", 1, score));
            assertTrue(told.contains("its array best has the score " + score), told);
        }
    }

    @Test
    void aLossThatIsNoNumberIsGoneOnWith() throws IOException {
        Npz.write(file, withNumber("best", 3, Float.NaN));
        int[] finished = {0};
        train(new Progress() {
            @Override
            public void epoch(int epoch, double loss, double accuracy, double seconds) {
                finished[0]++;
            }
        });
        assertEquals(1, finished[0]);
    }

    @Test
    void whatIsWrittenBackAsItWasIsGoneOnWith() throws IOException {
        Npz.write(file, arrays);
        int[] begun = {-1};
        train(new Progress() {
            @Override
            public void started(int epochsDone, int best) {
                begun[0] = epochsDone;
            }
        });
        assertEquals(2, begun[0]);
    }
}
