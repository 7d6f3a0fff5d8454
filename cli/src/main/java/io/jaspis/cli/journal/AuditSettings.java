package io.jaspis.cli.journal;

import java.util.List;

/**
 * What the findings of an audit depend on, beside the examples; of how many there are, of batches and of threads they
 * don't.
 *
 * @param model SHA-256 of the model
 * @param data SHA-256 of the data
 * @param norm {@code "inf"}, {@code "2"} or {@code "1"}
 * @param range the least and the largest value of an input
 * @param attacks each with its steps and restarts
 * @param curveAttacks the attacks at other radii
 * @param curve other radii
 * @param processor the kind of processor: another one rounds otherwise
 * @param device what computes
 */
public record AuditSettings(
        String model,
        String data,
        String norm,
        double epsilon,
        List<Double> range,
        long seed,
        List<String> attacks,
        List<String> curveAttacks,
        List<Double> curve,
        String certifier,
        String processor,
        String device) {}
