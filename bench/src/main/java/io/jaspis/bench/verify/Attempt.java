package io.jaspis.bench.verify;

import ai.onnxruntime.OrtException;
import io.jaspis.autodiff.InputException;
import io.jaspis.bench.peers.OnnxRuntime;
import io.jaspis.bench.process.Child;
import io.jaspis.bench.verify.Outcome.Kind;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Model;
import io.jaspis.threat.Verification;
import io.jaspis.threat.vnnlib.Claim;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.VnnLib;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/**
 * Runs the command on instances, each in a process of its own, as the competition does: what is timed is the whole process.
 * The answer is read from the file that it writes and judged by what others know; a counterexample is replayed from its
 * inputs alone, by our plain kernels and by ONNX Runtime.
 */
public final class Attempt {
    private final String program;
    private final List<String> options;
    private final Path answers;
    private final double grace;

    /**
     * @param program what is run, with {@code verify MODEL SPECIFICATION --timeout S --out FILE}
     * @param options further words for it
     * @param answers a folder for answers and errors
     * @param grace the seconds beyond its timeout after which a process is stopped
     */
    public Attempt(String program, List<String> options, Path answers, double grace) {
        this.program = program;
        this.options = List.copyOf(options);
        this.answers = answers;
        this.grace = grace;
    }

    /** What an instance is asked within so many seconds. */
    public Asked asked(double timeout) {
        return Asked.of(timeout, program, options);
    }

    /**
     * Runs and judges one.
     *
     * @throws InterruptedException also where it didn't end by itself, but because this process is being stopped
     */
    public Outcome of(Instance instance, double timeout) throws IOException, InterruptedException {
        Path answer = answers.resolve("answer.txt");
        Path errors = answers.resolve("errors.txt");
        Files.deleteIfExists(answer);
        List<String> words = new ArrayList<>(List.of(
                program,
                "verify",
                instance.model().toString(),
                instance.specification().toString(),
                "--timeout",
                asked(timeout).seconds(),
                "--out",
                answer.toString()));
        words.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(errors.toFile());
        long begin = System.nanoTime();
        boolean ended;
        double seconds;
        int code;
        try (Child child = Child.startFleeting(builder)) {
            Process process = child.process();
            process.getOutputStream().close();
            ended = process.waitFor((long) ((timeout + grace) * 1e9), TimeUnit.NANOSECONDS);
            seconds = (System.nanoTime() - begin) / 1e9;
            code = ended ? process.exitValue() : 0;
            if (child.stopped()) {
                throw new InterruptedException("stopped");
            }
        }
        if (!ended) {
            return new Outcome(instance, "none", Kind.OPEN, seconds, "stopped: it went on beyond its timeout");
        }
        if (code != 0) {
            String told = Files.readString(errors).strip();
            return new Outcome(instance, "none", Kind.FAILED, seconds, "exit code " + code + ": " + told);
        }
        Outcome outcome = judged(instance, answer, seconds);
        return seconds > timeout ? outcome.late() : outcome;
    }

    private static Outcome judged(Instance instance, Path answer, double seconds) throws IOException {
        if (!Files.exists(answer)) {
            return new Outcome(instance, "none", Kind.FAILED, seconds, "it wrote no answer");
        }
        try {
            Query query = VnnLib.read(instance.specification());
            return judged(instance, query, Claim.read(answer, query), seconds);
        } catch (InputException e) {
            // The answer, or what it is to be held to, can't be read.
            return new Outcome(instance, "none", Kind.FAILED, seconds, e.getMessage());
        }
    }

    private static Outcome judged(Instance instance, Query query, Claim claim, double seconds) throws IOException {
        String word = claim.verdict().name().toLowerCase(Locale.ROOT);
        return switch (claim.verdict()) {
            case SAT -> {
                Optional<String> fault = fault(instance, query, claim);
                Kind kind = fault.isPresent() ? Kind.BAD_WITNESS : Kind.SOLVED;
                // A counterexample that stands is one, whatever others said.
                String note = instance.known().equals("unsat") ? "others say unsat" : "";
                yield new Outcome(instance, word, kind, seconds, fault.orElse(note));
            }
            case UNSAT -> {
                boolean wrong = instance.known().equals("sat");
                yield new Outcome(
                        instance, word, wrong ? Kind.WRONG : Kind.SOLVED, seconds, wrong ? "others have a sat" : "");
            }
            case UNKNOWN, TIMEOUT -> new Outcome(instance, word, Kind.OPEN, seconds, "");
            case ERROR -> new Outcome(instance, word, Kind.FAILED, seconds, "the answer is an error");
        };
    }

    private static Optional<String> fault(Instance instance, Query query, Claim claim) throws IOException {
        Model model = Model.read(instance.model());
        Optional<String> fault = claim.fault(query, new Verification(model.graph()));
        if (fault.isPresent()) {
            return fault;
        }
        String input = model.graph().onlyInput();
        try (OnnxRuntime peer = new OnnxRuntime(unpacked(instance.model()))) {
            Tensor point = Tensor.of(shape(peer.extents(input)), claim.point());
            float[] outputs = peer.run(Map.of(input, point)).get(model.graph().onlyOutput());
            return claim.fault(query, outputs).map(told -> "by ONNX Runtime: " + told);
        } catch (OrtException e) {
            return Optional.of("ONNX Runtime can't replay it: " + e.getMessage());
        }
    }

    /** The shape that the file declares, with 1 for what is open. */
    private static Shape shape(long[] declared) {
        int[] extents = new int[declared.length];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = (int) Math.max(1, declared[i]);
        }
        return Shape.of(extents);
    }

    private static byte[] unpacked(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length < 2 || bytes[0] != 0x1f || bytes[1] != (byte) 0x8b) {
            return bytes;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }
}
