package io.jaspis.audit.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.Provenance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The part of SARIF 2.1.0 (OASIS 2020, with errata 01) that reports are written in. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SarifLog(@JsonProperty("$schema") String schema, String version, List<Run> runs) {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    /** Results are of examples, not of columns, but whoever reads the file looks for this. */
    private static final String COLUMNS = "utf16CodeUnits";

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    static SarifLog of(Run run) {
        return new SarifLog(SCHEMA, "2.1.0", List.of(run));
    }

    String text() {
        return MAPPER.writeValueAsString(this) + "\n";
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Run(
            Tool tool,
            List<Invocation> invocations,
            AutomationDetails automationDetails,
            List<Artifact> artifacts,
            String columnKind,
            List<Result> results,
            Map<String, Object> properties) {
        /**
         * What was found of a model.
         *
         * @param kind of the run, such as {@code audit}
         */
        static Run of(
                String kind,
                AuditReport report,
                Places places,
                List<Result> results,
                List<Notification> notifications,
                Map<String, Object> properties) {
            Provenance provenance = report.provenance();
            return new Run(
                    Tool.of(provenance.jaspis()),
                    List.of(Invocation.of(provenance, Words.undone(report).isEmpty(), notifications)),
                    new AutomationDetails(
                            "jaspis/%s/%s/".formatted(kind, report.model().name())),
                    List.of(
                            Artifact.of(places.model(), report.model().sha256(), "analysisTarget"),
                            Artifact.of(places.data(), report.data().sha256(), "referencedOnCommandLine")),
                    COLUMNS,
                    results,
                    properties);
        }
    }

    record Tool(Driver driver) {
        static Tool of(String version) {
            return new Tool(new Driver(
                    "Jaspis",
                    version,
                    version,
                    SarifRule.results().stream().map(Descriptor::of).toList(),
                    SarifRule.notifications().stream().map(Descriptor::of).toList()));
        }
    }

    record Driver(
            String name,
            String version,
            String semanticVersion,
            List<Descriptor> rules,
            List<Descriptor> notifications) {}

    record Descriptor(
            String id,
            String name,
            Message shortDescription,
            Message fullDescription,
            Message help,
            Configuration defaultConfiguration) {
        static Descriptor of(SarifRule rule) {
            return new Descriptor(
                    rule.id(),
                    rule.title(),
                    Message.of(rule.summary()),
                    Message.of(rule.explanation()),
                    Message.of(rule.explanation()),
                    new Configuration(rule.level()));
        }
    }

    record Configuration(String level) {}

    /** @param text in which braces enclose a placeholder, and square brackets a link, unless they are escaped */
    record Message(String text) {
        /** What reads as this text: names of classes, features and files in it can have any signs. */
        static Message of(String plain) {
            return new Message(plain.replaceAll("[\\\\\\[\\]]", "\\\\$0")
                    .replace("{", "{{")
                    .replace("}", "}}"));
        }
    }

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Invocation(
            boolean executionSuccessful,
            String commandLine,
            String startTimeUtc,
            String endTimeUtc,
            List<Notification> toolExecutionNotifications) {
        /** @param whole whether the run came to its end */
        static Invocation of(Provenance provenance, boolean whole, List<Notification> notifications) {
            Duration took = Duration.ofNanos(Math.round(provenance.seconds() * 1e9));
            return new Invocation(
                    whole,
                    provenance.command(),
                    provenance.started().toString(),
                    provenance.started().plus(took).toString(),
                    notifications);
        }
    }

    record Notification(DescriptorReference descriptor, String level, Message message) {
        static Notification of(SarifRule rule, String text) {
            return new Notification(new DescriptorReference(rule.id()), rule.level(), Message.of(text));
        }
    }

    record DescriptorReference(String id) {}

    record AutomationDetails(String id) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Artifact(ArtifactLocation location, List<String> roles, Map<String, String> hashes) {
        static Artifact of(String uri, String sha256, String role) {
            return new Artifact(
                    new ArtifactLocation(uri, null),
                    List.of(role),
                    sha256.isEmpty() ? Map.of() : Map.of("sha-256", sha256));
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ArtifactLocation(String uri, Integer index) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Result(
            String ruleId,
            int ruleIndex,
            String kind,
            String level,
            Message message,
            List<Location> locations,
            Map<String, String> partialFingerprints,
            String baselineState,
            Map<String, Object> properties) {
        /** Of the model as a whole. */
        static Result ofModel(SarifRule rule, String text, Places places, String fingerprint) {
            return of(rule, rule.level(), text, List.of(Location.model(places)), fingerprint, null, Map.of());
        }

        /**
         * Of an example.
         *
         * @param level how grave it is, in SARIF's word
         * @param state beside an earlier audit, in SARIF's word, or null where there is none
         */
        static Result ofExample(
                SarifRule rule,
                String level,
                String text,
                AuditReport.ExampleResult example,
                AuditReport report,
                Places places,
                String state) {
            return of(
                    rule,
                    level,
                    text,
                    List.of(Location.example(places, example)),
                    "%s/%.16s/%s".formatted(rule.id(), report.data().sha256(), example.index()),
                    state,
                    properties(example));
        }

        private static Result of(
                SarifRule rule,
                String level,
                String text,
                List<Location> locations,
                String fingerprint,
                String state,
                Map<String, Object> properties) {
            return new Result(
                    rule.id(),
                    SarifRule.results().indexOf(rule),
                    kind(rule),
                    level,
                    Message.of(text),
                    locations,
                    Map.of("jaspis/v1", fingerprint),
                    state,
                    properties);
        }

        /** SARIF has a level of what failed alone. */
        private static String kind(SarifRule rule) {
            return switch (rule) {
                case UNDECIDED -> "open";
                case IMPROVED -> "pass";
                default -> "fail";
            };
        }

        private static Map<String, Object> properties(AuditReport.ExampleResult example) {
            Map<String, Object> properties = new LinkedHashMap<>();
            properties.put("index", example.index());
            properties.put("label", example.label());
            properties.put("prediction", example.prediction());
            properties.put("verdict", example.verdict().word());
            put(properties, "attack", example.attack());
            put(properties, "adversarialPrediction", example.adversarialPrediction());
            put(properties, "perturbation", finite(example.perturbation()));
            put(properties, "margin", finite(example.margin()));
            return properties;
        }

        private static void put(Map<String, Object> properties, String name, Object value) {
            if (value != null) {
                properties.put(name, value);
            }
        }

        private static Double finite(double value) {
            return Double.isFinite(value) ? Double.valueOf(value) : null;
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Location(PhysicalLocation physicalLocation, List<LogicalLocation> logicalLocations) {
        private static final int MODEL = 0;
        private static final int DATA = 1;

        static Location model(Places places) {
            return new Location(new PhysicalLocation(new ArtifactLocation(places.model(), MODEL), null), null);
        }

        static Location example(Places places, AuditReport.ExampleResult example) {
            OptionalInt line = places.line().apply(example.index());
            return new Location(
                    new PhysicalLocation(
                            places.file(example)
                                    .map(file -> new ArtifactLocation(file, null))
                                    .orElse(new ArtifactLocation(places.data(), DATA)),
                            line.isPresent() ? new Region(line.getAsInt()) : null),
                    List.of(new LogicalLocation("example " + example.index())));
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PhysicalLocation(ArtifactLocation artifactLocation, Region region) {}

    record Region(int startLine) {}

    record LogicalLocation(String name) {}

    /** What a reader must know beside the results, and whether the run came to its end. */
    static List<Notification> notifications(AuditReport report) {
        List<Notification> notifications = new ArrayList<>();
        Words.undone(report).ifPresent(sentence -> notifications.add(Notification.of(SarifRule.INCOMPLETE, sentence)));
        Words.aim(report.settings())
                .forEach(sentence -> notifications.add(Notification.of(SarifRule.REMARK, sentence)));
        Words.sentences(report.remarks())
                .forEach(sentence -> notifications.add(Notification.of(SarifRule.REMARK, sentence)));
        return notifications;
    }
}
