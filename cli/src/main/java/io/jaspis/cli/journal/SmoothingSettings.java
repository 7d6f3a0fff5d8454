package io.jaspis.cli.journal;

import java.util.List;

/**
 * What the certificates of randomized smoothing depend on.
 *
 * @param reading how data and model were read otherwise than by themselves, in words; empty where they weren't
 * @param images how many examples were asked for, by which α is divided
 * @param axes a factor for the noise of each value; empty where all are alike
 * @param processor the kind of processor: another one rounds otherwise
 * @param device what computes
 */
public record SmoothingSettings(
        String model,
        String data,
        String reading,
        int images,
        String noise,
        float sigma,
        List<Float> axes,
        String norm,
        String method,
        double reach,
        int n0,
        int n,
        double alpha,
        long seed,
        String processor,
        String device) {}
