package io.jaspis.junit;

import io.jaspis.attacks.Effort;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.threat.BinaryClassifier;
import io.jaspis.threat.Norm;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that a model is robust. The model is audited before the method is called, which may take the
 * {@link io.jaspis.audit.evidence.AuditReport} as a parameter and look further:
 *
 * <pre>{@code
 * @RobustnessTest(model = "fraud.onnx", data = "cases.csv", epsilon = 0.05, minCertified = 0.8, minRobust = 0.9)
 * void fraudStaysRobust() {}
 * }</pre>
 *
 * <p>It fails where a limit isn't kept, where an example got worse than in the baseline, or where signs speak against the share
 * that no attack broke. The message names the worst examples, and the report is attached.
 *
 * <p>It is a {@link Test} itself, and is refused beside what makes several tests of a method.
 */
@Test
@ExtendWith(RobustnessExtension.class)
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RobustnessTest {
    /** In the place of a number: it isn't asked for. */
    double NONE = Double.NaN;

    /** The ONNX file: its path from the working directory, or on the class path. */
    String model();

    /** Labelled examples: a file or folder, found likewise. */
    String data();

    Norm norm() default Norm.LINF;

    /**
     * How far an attacker may move an example; with {@link #features}, in units of each feature's own; of pictures also for each
     * channel, such as {@code {2 / 255., 4 / 255., 2 / 255.}}.
     */
    double[] epsilon();

    /**
     * The class that attackers want, by its name or number, or {@code next} or {@code least}, as {@code --target} of {@code jaspis
     * audit}; empty for any but the label.
     */
    String target() default "";

    /** Of a model that takes pictures normalised: their mean, of all channels or of each. The data are as they were before. */
    double[] mean() default {};

    /** The standard deviation by which it takes them, of as many channels as {@link #mean}. */
    double[] std() default {};

    /** The classes in the order of the model's outputs, where its file has no names for them or others. */
    String[] classes() default {};

    /**
     * A file that says what each column of a table can be and how far it may move where {@link #epsilon} is 1, as {@code --features} of
     * {@code jaspis audit}; found as the data are. Empty where all inputs are alike, between {@link #lower} and {@link #upper}.
     */
    String features() default "";

    /** Of a model with one output of one number: the probability above which it tells class 1. Unless given, 0.5. */
    double threshold() default NONE;

    /** What such an output is, where it is no sigmoid and so can't be told: {@code LOGIT} or {@code PROBABILITY}. */
    BinaryClassifier.Output[] singleOutput() default {};

    /** The least value that an input can have; of pictures also for each channel. */
    float[] lower() default 0;

    /**
     * The largest value that an input can have; as many as {@link #lower}. Of pictures whose bytes the model takes as they are, 0 and 1
     * mean 0 and 255.
     */
    float[] upper() default 1;

    /** Of pictures the number of the last level that a value can have, 255 for bytes; 0 where it can have all. */
    int levels() default 0;

    /** The share of examples that must be proved, from 0 to 1. */
    double minCertified() default NONE;

    /** The share of examples that no attack may break, from 0 to 1. */
    double minRobust() default NONE;

    /**
     * Such as 0.99: a limit fails only where the upper end of the share's two-sided interval of this level is below it. Unless
     * this or {@link #prove} is given, the counted share is held to it.
     */
    double confidence() default NONE;

    /** Such as 0.99: a limit holds only where the lower end of that interval isn't below it. */
    double prove() default NONE;

    /**
     * A file of what was certified or robust earlier, from the working directory; empty for none. With the system property
     * {@code jaspis.baseline=write} it is written anew.
     */
    String baseline() default "";

    /**
     * By how much the accuracy under attack, or the certified one, may fall beside the baseline, as {@code --fail-if-worse} of
     * {@code jaspis diff}. Unless given, no single example may get worse.
     */
    double mayFall() default NONE;

    /**
     * Files of other models for the same task, found as {@link #model} is: points that are made of them are tried after the other
     * attacks, as {@code --source} does.
     */
    String[] sources() default {};

    /** Columns of a table that are no features. */
    String[] drop() default {};

    /**
     * Columns of categories that become an input for each category: by name, or as {@code "country=US:DE:FR"} with the categories
     * in the order of the model's inputs. Without them those that occur, in sorted order.
     */
    String[] oneHot() default {};

    /** The column with the labels; empty where it shall be found out. */
    String labelColumn() default "";

    /** What becomes of a line without a value. */
    Columns.Missing missing() default Columns.Missing.REFUSE;

    /** The most examples that are drawn from the data. */
    int examples() default 500;

    Effort effort() default Effort.NORMAL;

    /** Of all chance. */
    long seed() default 1;

    /**
     * The most seconds that the audit may take; what is left out then counts as neither certified nor robust. JUnit's own
     * {@code @Timeout} is of the method alone, which comes after the audit.
     */
    double timeLimit() default NONE;
}
