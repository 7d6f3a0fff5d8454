package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.report.ReportJson;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.autodiff.plan.Device;
import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;
import io.jaspis.autodiff.samples.Relay;
import io.jaspis.check.CertificateFile;
import io.jaspis.check.SmoothingCertificate;
import io.jaspis.cli.terminal.ExitCode;
import io.jaspis.opencl.Devices;
import io.jaspis.opencl.OpenClDevice;
import io.jaspis.opencl.runtime.Faults;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that is lost in the middle of a command: what is finished is kept, and told. */
final class LostDeviceTest {
    /** More than the first portion of an audit. */
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

    /** The device until the journal in a folder has so many examples: then it is lost, whatever the machine's pace is. */
    private static Device losing(Device device, Faults faults, Path out, int examples, int error) {
        return new Device() {
            @Override
            public String name() {
                return device.name();
            }

            @Override
            public boolean usesHostMemory() {
                return device.usesHostMemory();
            }

            @Override
            public Execution load(Plan plan, Map<String, Tensor> parameters) {
                return new Relay(device.load(plan, parameters)) {
                    @Override
                    public void run() {
                        if (written(out) >= examples) {
                            faults.loseAfter(0, error);
                        }
                        super.run();
                    }
                };
            }
        };
    }

    /** The examples that the journal in a folder has. */
    private static int written(Path out) {
        Path journal = out.resolve("journal.jsonl");
        try {
            return Files.exists(journal) ? Files.readString(journal).split("\"tied\":", -1).length - 1 : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Commands.Ending audit(Device on, Path to) {
        return Commands.on(
                on, "audit", "--model", model, "--data", data, "--epsilon", "0.02", "--steps", 3, "--out", to);
    }

    @Test
    void anAuditReportsWhatWasFinished() throws IOException {
        Faults none = new Faults();
        Path undisturbed = folder.resolve("undisturbed");
        Commands.Ending whole = audit(opened(none), undisturbed);
        assertEquals(ExitCode.OK, whole.code(), whole.err());
        AuditReport expected = ReportJson.read(undisturbed.resolve("report.json"));

        Commands.Ending lost = audit(losing(device, faults, out, FIRST_PORTION, Faults.NOT_AVAILABLE), out);
        AuditReport report = ReportJson.read(out.resolve("report.json"));
        int done = report.examples().size();
        told(lost, done + " of 78 examples");
        assertEquals(FIRST_PORTION, done);
        assertTrue(report.completion().partial());
        assertEquals(expected.examples().subList(0, done), report.examples());
        assertTrue(Files.exists(out.resolve("report.html")));

        Faults later = new Faults();
        Path late = folder.resolve("late");
        told(
                audit(losing(opened(later), later, late, EXAMPLES, Faults.OUT_OF_RESOURCES), late),
                "78 of 78 examples, without the curve");
        report = ReportJson.read(late.resolve("report.json"));
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
        List<Object> words = new ArrayList<>(List.of("train", "--data", data, "--network"));
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
