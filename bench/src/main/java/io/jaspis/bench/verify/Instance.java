package io.jaspis.bench.verify;

import io.jaspis.autodiff.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model and a specification, as a line of a family's {@code instances.csv} names them.
 *
 * @param family the name of the folder
 * @param onnx the model as the list names it, by a path from the folder
 * @param vnnlib the specification as the list names it
 * @param model the file, perhaps compressed
 * @param specification the file, perhaps compressed
 * @param timeout of the competition, in seconds
 * @param known what others found: {@code sat}, {@code unsat}, or another word where nobody knows
 * @param bestSeconds what the fastest of them took; empty where nobody knows
 * @param bestTool which that is
 */
public record Instance(
        String family,
        String onnx,
        String vnnlib,
        Path model,
        Path specification,
        double timeout,
        String known,
        String bestSeconds,
        String bestTool) {
    private static final String LIST = "instances.csv";

    /** Whether a folder has a list of instances. */
    public static boolean hasList(Path folder) {
        return Files.isRegularFile(folder.resolve(LIST));
    }

    /**
     * Reads a family's list: model, specification, timeout, and if they are known verdict, time and tool.
     *
     * @throws InputException where a cell or a file is missing, an instance comes twice, or there is none
     */
    public static List<Instance> read(Path folder) throws IOException {
        Path list = folder.resolve(LIST);
        List<Instance> instances = new ArrayList<>();
        Map<List<String>, Integer> lines = new HashMap<>();
        int number = 0;
        for (String line : Files.readAllLines(list)) {
            number++;
            if (!line.isBlank() && !(number == 1 && line.startsWith("onnx,"))) {
                Instance instance = of(folder, line.split(",", -1), list + ", line " + number);
                Integer before = lines.putIfAbsent(List.of(instance.onnx(), instance.vnnlib()), number);
                if (before != null) {
                    throw new InputException(
                            "%s, line %d: this instance stands there already, in line %d; name each once"
                                    .formatted(list, number, before));
                }
                instances.add(instance);
            }
        }
        if (instances.isEmpty()) {
            throw new InputException(list + " has no instance; needed are lines of model, specification and timeout");
        }
        return instances;
    }

    private static Instance of(Path folder, String[] cells, String place) {
        if (cells.length < 3) {
            throw new InputException(place + ": needed are model, specification and timeout, with commas between");
        }
        String onnx = cells[0].strip();
        String vnnlib = cells[1].strip();
        return new Instance(
                folder.toAbsolutePath().normalize().getFileName().toString(),
                onnx,
                vnnlib,
                file(folder, onnx, place),
                file(folder, vnnlib, place),
                timeout(cells[2].strip(), place),
                cell(cells, 3, "?"),
                cell(cells, 4, ""),
                cell(cells, 5, ""));
    }

    private static double timeout(String cell, String place) {
        double seconds;
        try {
            seconds = Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            seconds = Double.NaN;
        }
        if (!(seconds > 0 && seconds < Double.POSITIVE_INFINITY)) {
            throw new InputException(place + ": '" + cell + "' is no number of seconds above 0");
        }
        return seconds;
    }

    private static String cell(String[] cells, int index, String missing) {
        return index < cells.length ? cells[index].strip() : missing;
    }

    private static Path file(Path folder, String name, String place) {
        Path plain = folder.resolve(name);
        Path packed = folder.resolve(name + ".gz");
        if (Files.isRegularFile(plain)) {
            return plain;
        }
        if (Files.isRegularFile(packed)) {
            return packed;
        }
        throw new InputException(place + ": there is neither " + plain + " nor " + packed.getFileName());
    }
}
