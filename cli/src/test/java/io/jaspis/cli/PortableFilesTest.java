package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.onnx.Onnx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that commands write name no folder of this machine, however files are named on the command line. */
class PortableFilesTest {
    @TempDir
    Path folder;

    private final TreeSet<String> written = new TreeSet<>();

    @Test
    void noFileNamesAFolderOfThisMachine() throws IOException {
        Path given = Files.createDirectories(folder.resolve("given"));
        Path model = Commands.model(given);
        Graph network = Onnx.open(model).graph();
        Path data = Commands.data(given, network, 12);
        Path indices = Files.writeString(given.resolve("indices.txt"), "1 2 3 5");
        Path table = Files.writeString(
                given.resolve("table.csv"), "x,letter,label\n0.1,a,no\n0.9,b,yes\n0.2,a,no\n0.8,b,yes\n");
        Path features = Files.writeString(
                given.resolve("features.csv"), "name,epsilon,lower,upper,kind\nx,0.9,0,1,real\nletter,,,,one-hot\n");
        Path trained = folder.resolve("trained/mine.onnx");
        Files.createDirectories(trained.getParent());
        done(
                "train",
                "--data",
                table,
                "--one-hot",
                "letter",
                "--network",
                "dense 4, relu, dense 2",
                "--epochs",
                2,
                "--batch",
                2,
                "--checkpoint",
                folder.resolve("trained/kept.npz"),
                "--out",
                trained);
        done(
                "audit",
                "--model",
                trained,
                "--data=" + table,
                "--one-hot",
                "letter",
                "--features",
                features,
                "--steps",
                4,
                "--out",
                folder.resolve("tabular"));
        done(
                "audit",
                "--model",
                model,
                "--data",
                data,
                "--indices",
                indices,
                "--epsilon",
                0.1,
                "--steps",
                4,
                "--out",
                folder.resolve("pictures"));
        done("smooth", model, "--data", data, "--n", 100, "--out", folder.resolve("smoothing"));
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.startsWith(given)) {
                    written.add(folder.relativize(file).toString().replace('\\', '/'));
                    String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                    for (Path place :
                            List.of(folder, folder.toRealPath(), Path.of("").toAbsolutePath())) {
                        // Behind dots it is the way from here. JSON doubles the backslashes of Windows.
                        assertFalse(
                                Pattern.compile("(?<![\\w./\\\\])" + Pattern.quote(place.toString()))
                                        .matcher(content.replace("\\\\", "\\"))
                                        .find(),
                                file + " has " + place);
                    }
                }
            }
        }
        assertTrue(
                written.containsAll(List.of(
                        "pictures/report.html",
                        "pictures/report.json",
                        "pictures/journal.jsonl",
                        "smoothing/report.html",
                        "smoothing/certificate.json",
                        "smoothing/journal.jsonl",
                        "tabular/report.html",
                        "tabular/report.json",
                        "trained/mine.onnx",
                        "trained/mine.csv",
                        "trained/mine.html",
                        "trained/kept.npz")),
                written::toString);
        String page = Files.readString(folder.resolve("pictures/report.html"));
        assertTrue(page.contains("<span>--effort</span> <span>normal</span>"), "settings that were left out");
        assertTrue(page.contains("<span>--norm</span> <span>inf</span>"), "as they would be typed");
    }

    private static void done(Object... words) {
        Commands.Ending ending = Commands.run(words);
        assertEquals(0, ending.code(), ending.err());
    }
}
