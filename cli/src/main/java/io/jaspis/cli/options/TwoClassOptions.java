package io.jaspis.cli.options;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.onnx.OnnxModel;
import io.jaspis.check.Reading;
import io.jaspis.cli.terminal.ForeignText;
import io.jaspis.threat.BinaryClassifier;
import io.jaspis.threat.Model;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options that make a classifier of two classes of a model with one output. */
public final class TwoClassOptions {
    @Option(
            names = "--threshold",
            paramLabel = "PROBABILITY",
            converter = Decimal.class,
            description = "Of a model with one output: the probability above which it tells class 1. Default: 0.5.")
    private Double threshold;

    @Option(
            names = "--single-output",
            paramLabel = "logit|probability",
            description = "What a model's one output is. Default: a probability where it is a sigmoid, else a logit.")
    private BinaryClassifier.Output output;

    /** How the data and the model's one output are read otherwise than by themselves, in words; else empty. */
    public String reading(Dataset data) {
        List<String> words = new ArrayList<>();
        words.add(data.reading());
        words.add(threshold == null || threshold == Model.HALF ? "" : "threshold " + threshold);
        words.add(output == BinaryClassifier.Output.PROBABILITY ? "output a probability" : "");
        return words.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining("; "));
    }

    /** What a certificate is to say of a model's one output: the threshold; 0 of any other model. */
    public double threshold(OnnxModel model) {
        return !BinaryClassifier.is(model.graph()) ? 0 : threshold == null ? Model.HALF : threshold;
    }

    /** What the one output was said to be. */
    public Reading.SingleOutput singleOutput() {
        return output == null
                ? Reading.SingleOutput.DETECTED
                : switch (output) {
                    case LOGIT -> Reading.SingleOutput.LOGIT;
                    case PROBABILITY -> Reading.SingleOutput.PROBABILITY;
                };
    }

    /**
     * Reads as a certificate says from now on.
     *
     * @throws InputException where an option says otherwise
     */
    public void as(Reading reading) {
        threshold = Recorded.agreed("--threshold", threshold, reading.threshold() == 0 ? null : reading.threshold());
        output = Recorded.agreed(
                "--single-output",
                output,
                switch (reading.singleOutput()) {
                    case DETECTED -> null;
                    case LOGIT -> BinaryClassifier.Output.LOGIT;
                    case PROBABILITY -> BinaryClassifier.Output.PROBABILITY;
                });
    }

    /**
     * The model with an output for each of two classes, where it has one; otherwise as it is.
     *
     * @param terminal where it is told how its output is read
     */
    public OnnxModel applied(OnnxModel model, PrintWriter terminal) {
        if (!BinaryClassifier.is(model.graph())) {
            if (threshold != null || output != null) {
                throw new InputException((threshold != null ? "--threshold" : "--single-output")
                        + " is for models with one output of one number, but " + model.name() + " has the outputs "
                        + model.graph().outputs().keySet() + "; leave it out");
            }
            return model;
        }
        double bound = threshold == null ? Model.HALF : threshold;
        if (!(bound > 0 && bound < 1)) {
            throw new InputException("--threshold must be above 0 and below 1, but is " + bound);
        }
        boolean sigmoid = BinaryClassifier.endsInSigmoid(model.graph());
        if (sigmoid && output == BinaryClassifier.Output.LOGIT) {
            throw new InputException(model.name() + " ends in a sigmoid, so that its output is a probability; leave"
                    + " --single-output out");
        }
        BinaryClassifier.Output meaning = output == null ? BinaryClassifier.Output.LOGIT : output;
        Graph scores = BinaryClassifier.twoScores(model.graph(), meaning, bound);
        terminal.printf(
                "%s has one output, %s: class 1 where the probability is above %s%s, else class 0%n",
                ForeignText.shown(model.name()),
                sigmoid
                        ? "a sigmoid"
                        : meaning == BinaryClassifier.Output.PROBABILITY
                                ? "a probability"
                                : output == null
                                        ? "taken as a logit (if it is a probability, say --single-output probability)"
                                        : "a logit",
                bound,
                bound == Model.HALF
                        ? ""
                        : sigmoid || meaning == BinaryClassifier.Output.LOGIT
                                ? ", its logit rounded down to float32,"
                                : (float) bound == bound ? "" : ", rounded down to float32,");
        terminal.flush();
        return model.computing(scores);
    }
}
