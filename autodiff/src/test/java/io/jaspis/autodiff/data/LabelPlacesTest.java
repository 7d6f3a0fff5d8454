package io.jaspis.autodiff.data;

import static io.jaspis.autodiff.data.Written.file;

import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A label that is no class of a model is refused where it is written, in whatever file that is. */
class LabelPlacesTest {
    @TempDir
    private Path folder;

    private static void refused(Dataset data, String place) {
        Written.refusal(
                () -> data.requireClasses(2),
                place + ": the label 7 is out of range: there are 2 classes, so labels go from 0 to 1",
                "with --classes");
    }

    @Test
    void inTables() throws IOException {
        Path table = file(folder, "table.csv", "a,label\n1,0\n,1\n3,1\n4,7\n");
        Dataset data = Datasets.open(table, null, Split.TEST, null, Columns.DETECTED.withMissing(Columns.Missing.DROP));
        String place = table + ", line 5, column 2 (label)";
        refused(data, place);
        refused(data.subset(2, 0), place);
        refused(data.subset(1, 2).subset(1), place);
        refused(data.loaded().arrangedFor(Shape.of(1)), place);
    }

    @Test
    void inFilesOfTheirOwn() throws IOException {
        Path table = file(folder, "table.csv", "a,b\n1,0\n,1\n3,1\n4,7\n");
        Path lines = file(folder, "labels.txt", "label\n0\n1\n1\n7\n");
        Columns dropping = Columns.DETECTED.withMissing(Columns.Missing.DROP);
        refused(Datasets.open(table, lines, Split.TEST, null, dropping), lines + ", line 5, column 1 (label)");
        Path array = file(folder, "labels.npy", Npy.format(Tensor.of(Shape.of(4), 0, 1, 1, 7)));
        refused(Datasets.open(table, array, Split.TEST, null, dropping).subset(2), "example 3 in " + array);
        Path idx = file(folder, "labels-idx", Written.idx(new byte[] {0, 1, 1, 7}, 4));
        refused(Datasets.open(table, idx, Split.TEST, null, dropping), "example 3 in " + idx);
    }

    @Test
    void ofPictures() throws IOException {
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY), "png", image);
        for (String name : List.of("0", "7")) {
            file(folder, "pictures/" + name + "/a.png", image.toByteArray());
        }
        refused(Datasets.read(folder.resolve("pictures")), "folder " + folder.resolve("pictures/7"));
    }

    @Test
    void byNameWhereItHasOne() throws IOException {
        Path table = file(folder, "table.csv", "a,label\n1,cat\n2,dog\n3,zebra\n");
        Dataset data = Datasets.read(table);
        Written.refusal(() -> data.requireClasses(2), "line 4, column 2 (label): the label 2 (zebra) is out of range");
    }
}
