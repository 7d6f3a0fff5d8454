package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Trace;
import io.jaspis.autodiff.Value;
import io.jaspis.autodiff.onnx.Onnx;
import io.jaspis.check.CertificateFile;
import io.jaspis.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards write no proofs, their merge does; where it could find none, each shard is refused before its work. */
final class ShardedProofsTest {
    @TempDir
    Path folder;

    private Path data;
    private Path proofs;

    @BeforeEach
    void write() throws IOException {
        data = Commands.data(folder, Onnx.read(Commands.model(folder)), 12);
        proofs = folder.resolve("proofs");
    }

    private Path part(int number) {
        return folder.resolve("part-" + number);
    }

    private Commands.Ending shard(int number, Path model, Object... more) {
        List<Object> words = new ArrayList<>(
                List.of("audit", "--model", model, "--data", data, "--epsilon", 0.02, "--no-curve", "--shard"));
        words.addAll(List.of(number + "/2", "--out", part(number), "--certificates", proofs));
        words.addAll(Arrays.asList(more));
        return Commands.run(words.toArray());
    }

    private void assertRefused(Commands.Ending shard, String why) {
        assertEquals(ExitCode.BAD_INPUT, shard.code(), shard::out);
        assertTrue(shard.err().contains("--certificates: " + why), shard::err);
        assertFalse(Files.exists(part(1).resolve("report.json")));
        assertFalse(Files.exists(proofs));
    }

    @Test
    void whatMergeWouldRefuseEachShardDoes() throws IOException {
        assertRefused(
                shard(1, Commands.model(folder), "--target", "next"), "proofs that can be checked are of all classes");
        Trace trace = new Trace();
        Value hidden = trace.input("input", Commands.IMAGE)
                .flatten()
                .dense(Commands.weights(trace, 1, 4, Commands.IMAGE.size()))
                .tanh();
        Path curved = folder.resolve("tanh.onnx");
        Onnx.write(trace.graph("logits", hidden.dense(Commands.weights(trace, 2, Commands.CLASSES, 4))), curved);
        assertRefused(shard(1, curved), "");
    }

    @Test
    void mergeWritesThoseOfAllShards() throws IOException {
        Path model = Commands.model(folder);
        for (int number = 1; number <= 2; number++) {
            Commands.Ending shard = shard(number, model);
            assertEquals(ExitCode.OK, shard.code(), shard::err);
        }
        assertFalse(Files.exists(proofs), "a shard makes no folder for what it doesn't write");
        Commands.Ending merged = Commands.run("merge", part(1), part(2), "--out", folder.resolve("report"));
        assertEquals(ExitCode.OK, merged.code(), merged::err);
        assertTrue(CertificateFile.read(proofs.resolve("certificate.json")).count() > 0);
    }
}
