package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.check.CertificateFile;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.opencl.Devices;
import io.jaspis.opencl.OpenClDevice;
import io.jaspis.opencl.runtime.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that is lost in the middle of a command: what is finished is kept, and told. */
final class LostDeviceTest {
    /** Enough for two portions of an audit, of 8 and 70 examples, and for more of them where the machine is slow. */
    private static final int EXAMPLES = 78;

    private static final int FIRST_PORTION = 8;

    @TempDir
    Path folder;

    private final Faults faults = new Faults();
    private OpenClDevice device;
    private Path model;
    private Path data;
    private Path out;

    @BeforeEach
    void open() throws IOException {
        if (Devices.list().isEmpty()) {
            System.out.println("skipped: no OpenCL device on this machine (Debian: pocl-opencl-icd)");
        }
        Assumptions.assumeFalse(Devices.list().isEmpty(), "skipped: no OpenCL device on this machine");
        device = opened(faults);
        model = Commands.model(folder);
        data = Commands.data(folder, Onnx.read(model), EXAMPLES);
        out = folder.resolve("out");
    }

    private static OpenClDevice opened(Faults faults) {
        return new OpenClDevice(faults.devices().getFirst(), notice -> {});
    }

    /** Clearly, and without a trace of Java. */
    private static void told(Commands.Ending ending, String more) {
        assertEquals(ExitCode.DEVICE, ending.code(), ending.err());
        assertTrue(ending.err().startsWith("jaspis: cl"), ending.err());
        assertTrue(ending.err().contains("lost"), ending.err());
        assertTrue(ending.err().contains("--device cpu"), ending.err());
        assertTrue(ending.err().contains(more), ending.err());
        assertFalse(ending.err().contains("\tat "), ending.err());
    }

    private Commands.Ending audit(Device on, Path to, Object... more) {
        List<Object> arguments = new ArrayList<>(
                List.of("audit", "--model", model, "--data", data, "--epsilon", "0.02", "--steps", 3, "--out", to));
        arguments.addAll(List.of(more));
        return Commands.on(on, arguments.toArray());
    }

    @Test
    void anAuditReportsWhatWasFinished() throws IOException {
        Faults none = new Faults();
        Path undisturbed = folder.resolve("undisturbed");
        Commands.Ending whole = audit(opened(none), undisturbed);
        assertEquals(ExitCode.OK, whole.code(), whole.err());
        AuditReport expected = ReportJson.read(undisturbed.resolve("report.json"));

        // Three quarters of what its portions take is behind the first of them and before the end of the last. On a
        // machine
        // that is slow for a while they are more, and take more.
        Faults portions = new Faults();
        audit(opened(portions), folder.resolve("portions"), "--no-curve");
        Faults again = new Faults();
        audit(opened(again), folder.resolve("again"), "--no-curve");
        portions = again.launches() < portions.launches() ? again : portions;
        faults.loseAfter(portions.launches() * 3 / 4, Faults.NOT_AVAILABLE);
        Commands.Ending lost = audit(device, out);
        AuditReport report = ReportJson.read(out.resolve("report.json"));
        int done = report.examples().size();
        told(lost, done + " of 78 examples");
        assertTrue(done >= FIRST_PORTION && done < EXAMPLES, () -> done + " examples");
        assertTrue(report.completion().partial());
        assertEquals(expected.examples().subList(0, done), report.examples());
        assertTrue(Files.exists(out.resolve("report.html")));

        Faults late = new Faults();
        OpenClDevice other = opened(late);
        late.loseAfter((portions.launches() + none.launches()) / 2, Faults.OUT_OF_RESOURCES);
        told(audit(other, out), "78 of 78 examples, without the curve");
        report = ReportJson.read(out.resolve("report.json"));
        assertFalse(report.completion().partial());
        assertTrue(report.completion().stopped());
        assertEquals(expected.examples(), report.examples());
        assertEquals(List.of(), report.curve());
    }

    @Test
    void anAuditWithNothingFinishedHasNoReport() {
        faults.loseAfter(0, Faults.NOT_AVAILABLE);
        told(audit(device, out), "lost");
        assertFalse(Files.exists(out.resolve("report.json")));
    }

    private Commands.Ending smooth(Device on, Path to) {
        return Commands.on(
                on, "smooth", model, "--data", data, "--images", 12, "--n", 400, "--sigma", 0.1, "--out", to);
    }

    @Test
    void smoothingKeepsTheCertificatesOfWhatWasFinished() throws IOException {
        Faults none = new Faults();
        Path undisturbed = folder.resolve("undisturbed");
        assertEquals(ExitCode.OK, smooth(opened(none), undisturbed).code());
        faults.loseAfter(none.launches() / 2, Faults.OUT_OF_RESOURCES);
        told(smooth(device, out), " of 12 examples");
        SmoothingCertificate certificate = CertificateFile.smoothing(out.resolve("certificate.json"));
        int done = certificate.examples().size();
        assertTrue(done >= 4 && done <= 8, () -> done + " examples");
        assertEquals(12, certificate.asked());
        assertEquals(
                CertificateFile.smoothing(undisturbed.resolve("certificate.json"))
                        .examples()
                        .subList(0, done),
                certificate.examples());
        Commands.Ending checked = Commands.run("check", out.resolve("certificate.json"));
        assertEquals(ExitCode.OK, checked.code(), checked::out);
    }

    private Object[] training(Object... more) {
        List<Object> words = new java.util.ArrayList<>(List.of("train", "--data", data, "--network"));
        words.addAll(List.of("flatten, dense 6, relu, dense 3", "--batch", 10, "--epochs", 4));
        words.addAll(List.of("--out", folder.resolve("m.onnx")));
        words.addAll(List.of(more));
        return words.toArray();
    }

    @Test
    void trainingKeepsItsCheckpointAndGoesOnFromItElsewhere() throws IOException {
        Faults none = new Faults();
        assertEquals(ExitCode.OK, Commands.on(opened(none), training()).code());
        List<String> undisturbed = Files.readAllLines(folder.resolve("m.csv"));
        Files.delete(folder.resolve("m.onnx"));

        Path checkpoint = folder.resolve("run.npz");
        faults.loseAfter(none.launches() * 5 / 8, Faults.NOT_AVAILABLE);
        told(Commands.on(device, training("--checkpoint", checkpoint)), "run.npz has the epochs that were finished");
        assertFalse(Files.exists(folder.resolve("m.onnx")));
        Commands.Ending resumed = Commands.run(training("--checkpoint", checkpoint));
        assertEquals(ExitCode.OK, resumed.code(), resumed.err());
        assertTrue(resumed.out().contains("going on after epoch 2 of 4"), resumed.out());
        List<String> metrics = Files.readAllLines(folder.resolve("m.csv"));
        assertEquals(undisturbed.size(), metrics.size());
        for (int epoch = 1; epoch <= 2; epoch++) {
            assertEquals(loss(undisturbed.get(epoch)), loss(metrics.get(epoch)));
        }

        Faults again = new Faults();
        OpenClDevice other = opened(again);
        again.loseAfter(10, Faults.NOT_AVAILABLE);
        told(Commands.on(other, training()), "one that can is begun by");
    }

    private static String loss(String line) {
        return line.split(",")[1];
    }
}
