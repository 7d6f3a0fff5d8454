package io.jaspis.audit.robustness;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** A program that others run in a Java of its own: it audits a model, and says what it had to do with the system. */
public final class Program {
    private static final Path MAPS = Path.of("/proc/self/maps");

    private Program() {}

    /** @param arguments the model, and the examples */
    public static void main(String[] arguments) throws IOException {
        Model model = Model.read(Path.of(arguments[0]));
        Dataset cases = model.examples(
                Path.of(arguments[1]),
                Columns.DETECTED
                        .withDropped("id")
                        .withMissing(Columns.Missing.MEDIAN)
                        .withOneHot("country"));
        AuditReport report = Robustness.of(model)
                .within(Norm.LINF, 0.05)
                .withExamples(30)
                .withCurve()
                .audit(cases);
        System.out.println("examples " + report.examples().size() + " by "
                + report.settings().attacks().size() + " attacks and "
                + report.settings().certifiers().size() + " certifiers");
        System.out.println("libraries " + libraries());
        System.out.println("writable " + writable());
        System.out.println(
                "user " + (Files.isReadable(MAPS) ? Files.getAttribute(Path.of("/proc/self"), "unix:uid") : "?"));
    }

    /** The native libraries that don't belong to Java itself; "?" where the system doesn't tell. */
    private static Object libraries() throws IOException {
        if (!Files.isReadable(MAPS)) {
            return "?";
        }
        Path home = Path.of(System.getProperty("java.home")).toRealPath();
        TreeSet<String> others = new TreeSet<>();
        for (String line : Files.readAllLines(MAPS)) {
            int slash = line.indexOf('/');
            if (slash >= 0 && line.matches(".*\\.(so|dylib)(\\.[0-9.]*)?")) {
                Path library = Path.of(line.substring(slash));
                if (!library.startsWith(home)) {
                    others.add(library.getFileName().toString().replaceAll("[-.].*", ""));
                }
            }
        }
        // The C library and what Java itself asks of the system, whichever of these there is.
        others.removeAll(List.of(
                "ld", "libc", "libm", "libdl", "libpthread", "librt", "libz", "libgcc_s", "libstdc++", "libresolv"));
        others.removeIf(name -> name.startsWith("libnss_"));
        return others;
    }

    private static boolean writable() {
        for (Path folder : List.of(Path.of(""), Path.of(System.getProperty("java.io.tmpdir")))) {
            try {
                Files.delete(Files.createTempFile(folder.toAbsolutePath(), "any", ".file"));
                return true;
            } catch (IOException refused) {
                // as it is to be
            }
        }
        return false;
    }
}
