package io.jaspis.bench.results;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.pages.Accessibility;
import io.jaspis.bench.measure.Outcome;
import io.jaspis.bench.measure.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pages of benchmarks, for people of all kinds. They are left behind to be looked at. */
class AccessiblePageTest {
    private static final Path FOLDER = Path.of("target", "page-example");

    private static Results baseline(String suite) throws IOException {
        Path results = Path.of(System.getProperty("jaspis.root", ".."), "bench", "results");
        return Results.read(results.resolve("baseline-" + suite + ".json"));
    }

    private static void write(Results results, Path page) throws IOException {
        Files.createDirectories(FOLDER);
        Files.writeString(page, Page.document(results));
    }

    @Test
    void isForPeopleOfAllKinds() throws IOException {
        Path page = FOLDER.resolve("workloads.html");
        write(baseline("workloads"), page);
        Accessibility.check(page);
    }

    /** The figures of other cases as points of a curve, one of them failed. */
    @Test
    void curvesHaveTheirNumbersBesideThem() throws IOException {
        Results workloads = baseline("workloads");
        List<Outcome> outcomes = new ArrayList<>();
        for (Outcome outcome : workloads.outcomes().stream()
                .filter(outcome -> outcome.failure() == null)
                .limit(6)
                .toList()) {
            outcomes.add(new Outcome(
                    outcome.name(),
                    outcome.threads(),
                    outcome.work(),
                    new Point("forward", "batch", 1 << outcomes.size()),
                    outcome.standings(),
                    outcome.peer(),
                    outcome.ratio(),
                    null));
        }
        outcomes.add(new Outcome(
                "forward of what failed",
                2,
                outcomes.getFirst().work(),
                null,
                List.of(),
                null,
                null,
                "the results differ <by much>, in a sentence that is so long that it doesn't fit on a narrow page"));
        Path page = FOLDER.resolve("growth.html");
        write(
                new Results("growth", null, workloads.time(), true, workloads.peers(), workloads.machine(), outcomes),
                page);
        String html = Files.readString(page);
        assertTrue(html.contains("<summary>The numbers of forward, by batch: time</summary>"));
        assertTrue(html.contains("&lt;by much&gt;"));
        Accessibility.check(page);
    }
}
