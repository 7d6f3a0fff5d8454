package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Outcome;
import io.jaspis.bench.results.Results;
import io.jaspis.opencl.Devices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceBenchTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void findTheData() {
        System.setProperty("jaspis.home", System.getProperty("jaspis.root", ".."));
    }

    @Test
    void casesOnADeviceAgreeWithTheProcessorAndTakeInWhatWasMeasuredElsewhere() throws Exception {
        if (Devices.list().isEmpty()) {
            System.out.println("skipped: no OpenCL device on this machine (Debian: pocl-opencl-icd)");
        }
        Assumptions.assumeFalse(Devices.list().isEmpty(), "skipped: no OpenCL device on this machine");
        Path figures = Files.writeString(folder.resolve("torch.json"), """
                {"entrant": "PyTorch", "version": "2.9", "device": "a GPU", "copyBytesPerSecond": 1e12,
                 "seconds": {"product NN 64×64·64×64": {"lower": 1e-9, "median": 2e-9, "upper": 3e-9}}}
                """);
        int code = BenchCommand.run(
                "--quick",
                "--device",
                "opencl:0",
                "--threads",
                "1",
                "--peers",
                "processor",
                "--suite",
                "kernels,workloads",
                "--filter",
                "^product NN 64×64·|chain of 5 1|forward MLP.* 1$",
                "--join",
                figures.toString(),
                "--out",
                folder.toString());
        assertEquals(0, code);
        Results kernels = Results.read(folder.resolve("kernels-opencl-0-quick.json"));
        Results workloads = Results.read(folder.resolve("workloads-opencl-0-quick.json"));
        assertEquals(2, kernels.outcomes().size());
        assertEquals(1, workloads.outcomes().size());
        // A quick look copies no more than this.
        assertTrue(
                kernels.machine().limits().getFirst().bandwidths().stream().allMatch(each -> each.set() <= 64 << 20));
        for (Results results : List.of(kernels, workloads)) {
            for (Outcome outcome : results.outcomes()) {
                assertNull(outcome.failure(), outcome.name());
                assertTrue(outcome.standings().size() >= 2, outcome.name());
            }
        }
        for (Outcome outcome : kernels.outcomes()) {
            boolean joined = outcome.name().equals("product NN 64×64·64×64");
            assertEquals(joined ? Case.PYTORCH : Case.PROCESSOR, outcome.peer());
            Outcome.Standing peer = outcome.standing(outcome.peer()).orElseThrow();
            assertEquals(joined, peer.seconds().median() == 2e-9, outcome::toString);
        }
        String name = Devices.list().getFirst().facts().name();
        assertTrue(Files.readString(folder.resolve("workloads-opencl-0-quick.html"))
                .contains("workloads on " + name));
    }

    @Test
    void aDeviceThatIsNotThereOrNotOneIsRefused() {
        for (String device : List.of("opencl:999", "auto", "cuda")) {
            assertEquals(2, BenchCommand.run("--quick", "--device", device, "--out", folder.toString()), device);
        }
    }
}
