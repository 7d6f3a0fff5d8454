package io.jaspis.certify.verifying;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.threat.Model;
import io.jaspis.threat.Verification;
import io.jaspis.threat.vnnlib.Answer;
import io.jaspis.threat.vnnlib.Claim;
import io.jaspis.threat.vnnlib.Query;
import io.jaspis.threat.vnnlib.VnnLib;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A sample of the competition's instances, whose verdicts the other tools agree on. {@code jaspis bench verify} runs all of
 * them.
 */
class InstancesTest {
    private static final Path FAMILIES =
            Path.of(System.getProperty("jaspis.data", "")).resolve("vnncomp");

    /** What is run: a family, and in its list a part of a line that no other has. */
    private record Sample(String family, String part) {
        static Sample acas(String network, int property) {
            return new Sample("acasxu", "run2a_" + network + "_batch_2000.onnx,vnnlib/prop_" + property + ".vnnlib");
        }

        static Sample controller(String part) {
            return new Sample("rl_benchmarks", part + ".vnnlib");
        }

        static Sample digits(String network, String property) {
            return new Sample("mnist_fc", network + ".onnx,vnnlib/prop_" + property + ".vnnlib");
        }

        static Sample lattice(String part) {
            return new Sample("tllverifybench", "instance_" + part + ".onnx");
        }
    }

    private static final List<Sample> SAMPLES = List.of(
            Sample.acas("1_1", 1),
            Sample.acas("5_1", 1),
            Sample.acas("1_1", 2),
            Sample.acas("2_1", 2),
            Sample.acas("5_1", 2),
            Sample.acas("1_1", 3),
            Sample.acas("4_1", 4),
            Sample.acas("1_1", 5),
            Sample.acas("3_3", 9),
            Sample.acas("4_5", 10),
            Sample.controller("cartpole_case_unsafe_36"),
            Sample.controller("cartpole_case_safe_72"),
            Sample.controller("lunarlander_case_unsafe_51"),
            Sample.controller("lunarlander_case_safe_80"),
            Sample.controller("dubinsrejoin_case_unsafe_25"),
            Sample.controller("dubinsrejoin_case_unsafe_53"),
            Sample.controller("dubinsrejoin_case_unsafe_69"),
            Sample.lattice("0_0"),
            Sample.lattice("0_3"),
            Sample.lattice("1_3"),
            Sample.digits("256x2", "0_0.03"),
            Sample.digits("256x2", "5_0.05"),
            Sample.digits("256x4", "0_0.03"),
            Sample.digits("256x6", "0_0.03"));

    @TestFactory
    List<DynamicTest> verdictsAreThoseThatOthersAgreeOn() {
        Assumptions.assumeTrue(Files.isDirectory(FAMILIES), "skipped: no folder vnncomp beside the checkout");
        return SAMPLES.stream()
                .map(sample -> DynamicTest.dynamicTest(sample.family() + " " + sample.part(), () -> verify(sample)))
                .toList();
    }

    private static void verify(Sample sample) throws IOException {
        Path family = FAMILIES.resolve(sample.family());
        List<String> lines = Files.readAllLines(family.resolve("instances.csv")).stream()
                .filter(line -> line.contains(sample.part()))
                .toList();
        assertEquals(1, lines.size(), lines::toString);
        String[] cells = lines.getFirst().split(",");
        Model model = Model.read(family.resolve(cells[0] + ".gz"));
        Query query = VnnLib.read(family.resolve(cells[1] + ".gz"));
        query.requireFits(model);
        Answer answer = new Verifier(model.graph(), query).answer(() -> false, Progress.NONE);
        assertEquals(cells[3], answer.word(Answer.Format.COMPETITION));
        Claim claim = Claim.parse(answer.text(Answer.Format.COMPETITION), "answer", query);
        assertEquals(Optional.empty(), claim.fault(query, new Verification(model.graph())));
    }
}
