package io.jaspis.junit;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Judgement;
import io.jaspis.audit.features.FeatureFile;
import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.threat.Aim;
import io.jaspis.threat.BinaryClassifier;
import io.jaspis.threat.Model;
import io.jaspis.threat.PictureThreat;
import io.jaspis.threat.Threat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MediaType;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.commons.support.AnnotationSupport;

/** Audits a model for a {@link RobustnessTest}, before its method is called. */
final class RobustnessExtension implements BeforeTestExecutionCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(RobustnessExtension.class);

    /** After what the test prepares before each, so that it can make what it holds to the limits. */
    @Override
    public void beforeTestExecution(ExtensionContext context) {
        requireOnly(context.getRequiredTestMethod());
        RobustnessTest asked = context.getRequiredTestMethod().getAnnotation(RobustnessTest.class);
        context.getStore(NAMESPACE).put(AuditReport.class, audited(asked, context));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == AuditReport.class;
    }

    @Override
    public AuditReport resolveParameter(ParameterContext parameter, ExtensionContext context) {
        AuditReport report = context.getStore(NAMESPACE).get(AuditReport.class, AuditReport.class);
        if (report == null) {
            throw new ParameterResolutionException(
                    "the model is audited after what is done before each test: take the AuditReport in the test's method, or"
                            + " after each");
        }
        return report;
    }

    /** Whether a number is one, and not {@link RobustnessTest#NONE}. */
    private static boolean isGiven(double number) {
        return !Double.isNaN(number);
    }

    /** Of several tests of one method the engine would run one more, without what they are of. */
    private static void requireOnly(Method test) {
        if (AnnotationSupport.isAnnotated(test, TestTemplate.class)
                || AnnotationSupport.isAnnotated(test, TestFactory.class)) {
            throw new ExtensionConfigurationException(test.getName()
                    + " is a @RobustnessTest, which is one test, and is to be several; write a method for each, or call"
                    + " assertRobust in a method that is no @RobustnessTest");
        }
    }

    private static AuditReport audited(RobustnessTest asked, ExtensionContext context) {
        Requirements requirements = requirements(asked);
        requirements.requireAny();
        Class<?> test = context.getRequiredTestClass();
        try {
            Model model = normalized(named(scores(Model.read(file(asked.model(), test)), asked), asked), asked);
            Dataset examples = model.examples(file(asked.data(), test), columns(asked));
            Model[] sources = sources(asked, test);
            RobustnessAssert assertion = RobustnessAssertions.assertRobust(model)
                    .holding(requirements)
                    .on(examples)
                    .examples(asked.examples())
                    .effort(asked.effort())
                    .seed(asked.seed())
                    .asking(robustness ->
                            robustness.aimingAt(aim(asked, model, examples)).withSources(sources))
                    .attaching((_, name, media, content) -> publish(context, name, media, content));
            AuditReport report = limited(assertion, asked).within(threat(asked, examples, test));
            examples.notes()
                    .forEach(
                            note -> context.publishReportEntry("jaspis", Members.named(examples.name() + ": " + note)));
            report.remarks()
                    .warnings()
                    .forEach(warning -> context.publishReportEntry("jaspis", Members.named("warning: " + warning)));
            return report;
        } catch (InputException e) {
            String told = Members.named(e.getMessage());
            throw told.equals(e.getMessage()) ? e : new InputException(told, e);
        } catch (IOException e) {
            throw new ExtensionConfigurationException(Members.named(String.valueOf(e.getMessage())), e);
        }
    }

    /** The model as it is, or its one output as two classes. */
    private static Model scores(Model model, RobustnessTest asked) {
        BinaryClassifier.Output[] output = asked.singleOutput();
        boolean said = output.length > 0 || isGiven(asked.threshold());
        if (!said) {
            return model;
        }
        if (output.length > 1) {
            throw new ExtensionConfigurationException("singleOutput is LOGIT or PROBABILITY, not both");
        }
        double threshold = isGiven(asked.threshold()) ? asked.threshold() : Model.HALF;
        return output.length == 0 ? model.twoClasses(threshold) : model.twoClasses(threshold, output[0]);
    }

    private static Model[] sources(RobustnessTest asked, Class<?> test) throws IOException {
        Model[] sources = new Model[asked.sources().length];
        for (int i = 0; i < sources.length; i++) {
            Model source = Model.read(file(asked.sources()[i], test));
            sources[i] = normalized(BinaryClassifier.is(source.graph()) ? scores(source, asked) : source, asked);
        }
        return sources;
    }

    private static Model named(Model model, RobustnessTest asked) {
        return asked.classes().length == 0 ? model : model.withClassNames(asked.classes());
    }

    private static Model normalized(Model model, RobustnessTest asked) {
        return asked.mean().length == 0 && asked.std().length == 0
                ? model
                : model.normalized(floats(asked.mean()), floats(asked.std()));
    }

    private static float[] floats(double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    private static List<Float> list(float[] numbers) {
        return IntStream.range(0, numbers.length).mapToObj(i -> numbers[i]).toList();
    }

    private static Aim aim(RobustnessTest asked, Model model, Dataset examples) {
        return asked.target().isEmpty()
                ? Aim.ANY
                : Aim.of(
                        asked.target(),
                        examples.classNames().isEmpty() ? model.classNames() : examples.classNames(),
                        model.classes());
    }

    private static Threat threat(RobustnessTest asked, Dataset examples, Class<?> test) throws IOException {
        double[] epsilon = asked.epsilon();
        float[] lower = asked.lower();
        float[] upper = asked.upper();
        boolean alike = epsilon.length == 1 && lower.length == 1 && upper.length == 1;
        if (!asked.features().isEmpty()) {
            if (!alike || asked.levels() != 0 || lower[0] != 0 || upper[0] != 1) {
                throw new ExtensionConfigurationException(
                        "features say what each column can be: with them there is one epsilon, and no lower, upper or"
                                + " levels");
            }
            return Threat.of(
                    asked.norm(),
                    epsilon[0],
                    FeatureFile.read(file(asked.features(), test)).features(examples));
        }
        if (examples.isOfBytes() && alike && lower[0] == 0 && upper[0] == 1) {
            upper = new float[] {255};
        }
        return alike && asked.levels() == 0
                ? new Threat(asked.norm(), epsilon[0], lower[0], upper[0])
                : new PictureThreat(
                                asked.norm(),
                                DoubleStream.of(epsilon).boxed().toList(),
                                list(lower),
                                list(upper),
                                asked.levels())
                        .over(examples);
    }

    private static RobustnessAssert limited(RobustnessAssert assertion, RobustnessTest asked) {
        return isGiven(asked.timeLimit())
                ? assertion.timeLimit(Duration.ofNanos((long) (asked.timeLimit() * 1e9)))
                : assertion;
    }

    private static Requirements requirements(RobustnessTest asked) {
        Requirements held = Requirements.NONE;
        if (isGiven(asked.minCertified())) {
            held = held.withCertified(asked.minCertified());
        }
        if (isGiven(asked.minRobust())) {
            held = held.withRobust(asked.minRobust());
        }
        if (isGiven(asked.confidence())) {
            held = held.withJudgement(Judgement.confidence(asked.confidence()));
        }
        if (isGiven(asked.prove())) {
            held = held.withJudgement(Judgement.proof(asked.prove()));
        }
        if (!asked.baseline().isEmpty()) {
            held = held.withBaseline(new Baseline(Path.of(asked.baseline())));
        }
        return isGiven(asked.mayFall()) ? held.withMayFall(asked.mayFall()) : held;
    }

    private static Columns columns(RobustnessTest asked) {
        Columns columns =
                new Columns(Columns.Header.DETECT, asked.labelColumn().isEmpty() ? null : asked.labelColumn());
        return columns.withDropped(asked.drop()).withMissing(asked.missing()).withOneHot(asked.oneHot());
    }

    /** A file of the working directory, or else of the class path. */
    private static Path file(String name, Class<?> test) {
        Path here = Path.of(name);
        if (Files.exists(here)) {
            return here;
        }
        return Resources.path(name, test)
                .orElseThrow(() -> new ExtensionConfigurationException(
                        "%s is neither in %s nor a file of the class path; give a path from there, or put it into the"
                                        .formatted(name, Path.of("").toAbsolutePath())
                                + " resources of the tests"));
    }

    /**
     * Hands a file to the engine, which keeps it with the test's results.
     *
     * @throws IOException where the engine can't have it written: its own exceptions of that are unchecked, and would end a
     *     test without a word of why it fails
     */
    static Path publish(ExtensionContext context, String name, String media, Attachments.Content content)
            throws IOException {
        AtomicReference<Path> place = new AtomicReference<>();
        try {
            context.publishFile(name, MediaType.parse(media), file -> {
                content.writeTo(file);
                place.set(file);
            });
        } catch (JUnitException | UncheckedIOException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getMessage(), e);
        }
        return place.get();
    }
}
