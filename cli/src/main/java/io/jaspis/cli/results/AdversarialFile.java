package io.jaspis.cli.results;

import io.jaspis.audit.Finding;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Npz;
import io.jaspis.autodiff.data.NpzContent;
import io.jaspis.autodiff.data.PictureFile;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.autodiff.data.TableCopy;
import io.jaspis.autodiff.data.WholeFile;
import io.jaspis.tensor.Shape;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Verdict;
import io.jaspis.threat.Witness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Where adversarial examples are kept, in a form that is read again as data. */
public sealed interface AdversarialFile permits AdversarialFile.ArrayFile, AdversarialFile.TableFile, PictureFolder {

    /** An adversarial example, and the one that it was made from. */
    record Broken(Finding finding, Witness witness) {
        /** Those among findings, in their order. */
        static List<Broken> of(List<Finding> findings) {
            return findings.stream()
                    .filter(finding -> finding.verdict() instanceof Verdict.Falsified)
                    .map(finding -> new Broken(finding, ((Verdict.Falsified) finding.verdict()).witness()))
                    .toList();
        }
    }

    /**
     * Sees before the work that a place can be written and takes nothing else's.
     *
     * @param named other files and folders that the command reads or writes
     */
    static void require(Destination place, List<Path> named) throws IOException {
        switch (Form.of(place.path())) {
            case ARRAYS -> place.requireFile(named, ArrayFile::isOne);
            case TABLE -> place.requireFile(named, file -> TableFile.isOne(file) || TableFile.isHeaderless(file));
            case PICTURES -> place.requireFolder(named, PictureFolder::isOne);
        }
    }

    /**
     * What keeps the examples of this problem.
     *
     * @param data what the data set was read from
     * @param labelsOrNull the file of labels, where there is one
     * @throws InputException where such examples can't be kept so
     */
    static AdversarialFile of(
            Destination place, Path data, Path labelsOrNull, Dataset dataset, Selection chosen, Problem problem)
            throws IOException {
        return switch (Form.of(place.path())) {
            case ARRAYS -> new ArrayFile(dataset);
            case TABLE -> new TableFile(TableCopy.of(data, labelsOrNull, dataset, chosen));
            case PICTURES -> {
                Shape shape = dataset.imageShape().orElse(null);
                if (shape == null || !PictureFile.writes(shape)) {
                    throw new InputException(place.option() + " " + place.path()
                            + " is a folder of pictures, but the examples are none; give a file that ends in .npz"
                            + (dataset.inputNames().isEmpty() ? "" : " or .csv"));
                }
                int most = dataset.isOfBytes() ? 255 : 1;
                if (problem.threat().lower() < 0 || problem.threat().upper() > most) {
                    throw new InputException(
                            "%s %s is a folder of pictures, which have values from 0 to %s, but inputs go from %s to %s; give a file that ends in .npz"
                                    .formatted(
                                            place.option(),
                                            place.path(),
                                            most,
                                            problem.threat().lower(),
                                            problem.threat().upper()));
                }
                yield new PictureFolder(dataset, shape, problem);
            }
        };
    }

    /**
     * Keeps the adversarial examples among these findings.
     *
     * @return what a user must know of them, in sentences
     */
    List<String> write(Path place, List<Finding> findings) throws IOException;

    /** Whether what lies at this place may be replaced: it is of the kind that is written there. */
    static boolean isReplaceable(Path place) throws IOException {
        return !Files.isRegularFile(place)
                || Files.size(place) == 0
                || Form.of(place) != Form.TABLE
                || TableFile.isOne(place);
    }

    /** The form that a name asks for. */
    enum Form {
        ARRAYS,
        TABLE,
        PICTURES;

        static Form of(Path path) {
            String name = path.getFileName() == null
                    ? ""
                    : path.getFileName().toString().toLowerCase(Locale.ROOT);
            if (name.endsWith(".npz")) {
                return ARRAYS;
            }
            return name.endsWith(".csv") ? TABLE : PICTURES;
        }
    }

    /** NumPy's arrays in one file. */
    record ArrayFile(Dataset dataset) implements AdversarialFile {
        static boolean isOne(Path file) throws IOException {
            return Npz.names(file).containsAll(Set.of("x", "y", "index", "prediction", "original_prediction"));
        }

        @Override
        public List<String> write(Path place, List<Finding> findings) throws IOException {
            List<Broken> broken = Broken.of(findings);
            int size = dataset.shape().size();
            float[] points = new float[Math.multiplyExact(size, broken.size())];
            for (int i = 0; i < broken.size(); i++) {
                System.arraycopy(broken.get(i).witness().x(), 0, points, i * size, size);
            }
            WholeFile.write(
                    place,
                    new NpzContent()
                            .with("x", broken.size(), dataset.shape(), points)
                            .with(
                                    "y",
                                    broken.stream()
                                            .mapToInt(one -> one.finding().label())
                                            .toArray())
                            .with(
                                    "index",
                                    broken.stream()
                                            .mapToInt(one -> one.finding().index())
                                            .toArray())
                            .with(
                                    "prediction",
                                    broken.stream()
                                            .mapToInt(one -> one.witness().prediction())
                                            .toArray())
                            .with(
                                    "original_prediction",
                                    broken.stream()
                                            .mapToInt(one -> one.finding().prediction())
                                            .toArray())
                            .with(
                                    "distance",
                                    broken.stream()
                                            .mapToDouble(one -> one.witness().distance())
                                            .toArray()));
            return List.of();
        }
    }

    /** A table as that of the data. */
    record TableFile(TableCopy table) implements AdversarialFile {
        /** How far a header goes, of many columns too. */
        private static final int HEADER = 1 << 20;

        private static final Pattern NUMBER_IN_A_CELL = Pattern.compile("(^|[,;|\t])\\s*\"?[-+]?[.0-9]+[^,;|\t]*");

        static boolean isOne(Path file) throws IOException {
            String text = beginning(file);
            return text.contains(TableCopy.INDEX) && text.contains(TableCopy.PREDICTION);
        }

        /** Whether a table has no names of columns, and so no word of what it is: it is kept, and what is written gets a number. */
        static boolean isHeaderless(Path file) throws IOException {
            return beginning(file)
                    .lines()
                    .filter(line -> !line.startsWith("sep="))
                    .findFirst()
                    .filter(line -> NUMBER_IN_A_CELL.matcher(line).find())
                    .isPresent();
        }

        /** What a file begins with, of which ASCII can be read whatever its encoding is. */
        private static String beginning(Path file) throws IOException {
            try (var in = Files.newInputStream(file)) {
                return new String(in.readNBytes(HEADER), StandardCharsets.ISO_8859_1).replace("\0", "");
            }
        }

        @Override
        public List<String> write(Path place, List<Finding> findings) throws IOException {
            List<TableCopy.Changed> lines = Broken.of(findings).stream()
                    .map(one -> new TableCopy.Changed(
                            one.finding().index(),
                            one.witness().x(),
                            one.witness().prediction()))
                    .toList();
            WholeFile.write(place, table.content(lines));
            List<String> told = new ArrayList<>();
            List<String> apart = table.apart(lines);
            if (!apart.isEmpty()) {
                told.add("The attack left no whole categories in " + String.join(", ", apart)
                        + ": there each category has its own column, so read the table without --one-hot for it;"
                        + " with --features an attack changes one category into another");
            }
            List<String> lacking = table.lacking(lines);
            if (!lines.isEmpty() && !lacking.isEmpty()) {
                told.add("Not all categories are among them: read the table with --one-hot "
                        + String.join(",", lacking));
            }
            return told;
        }
    }
}
