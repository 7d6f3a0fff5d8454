package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Former layouts of {@code report.json}, brought into the present one. */
final class FormerLayout {
    /** The last in which attacks had steps and restarts, and the provenance had no place of its own. */
    private static final int FLAT = 2;

    private FormerLayout() {}

    /** The report in the present layout; what isn't a report stays as it is. */
    static JsonNode present(JsonNode report) {
        if (!(report instanceof ObjectNode root) || root.path("schema").asInt(0) != FLAT) {
            return report;
        }
        root.put("schema", AuditReport.SCHEMA);
        ObjectNode provenance = root.putObject("provenance");
        for (String name : List.of("jaspis", "command", "started", "seconds", "model", "data", "machine")) {
            move(name, root, provenance);
        }
        if (root.get("completion") instanceof ObjectNode completion) {
            completion.put("cutOff", false);
        }
        if (root.get("settings") instanceof ObjectNode settings) {
            move("seed", settings, provenance);
            String certifier = settings.path("certifier").asString("");
            settings(settings, certifier);
            root.path("examples").forEach(example -> {
                boolean certified = example.path("verdict").asString("").equals("certified");
                if (example instanceof ObjectNode fields && certified) {
                    fields.put("certifier", certifier);
                }
            });
        }
        return root;
    }

    private static void settings(ObjectNode settings, String certifier) {
        settings.path("attacks").forEach(attack -> {
            if (attack instanceof ObjectNode fields) {
                ObjectNode own = fields.putObject("settings");
                move("steps", fields, own);
                move("restarts", fields, own);
            }
        });
        settings.remove("certifier");
        settings.put("reading", "");
        ObjectNode only = settings.putArray("certifiers").addObject();
        only.put("name", certifier);
        only.putObject("settings");
        settings.putObject("attackLimits");
        settings.putObject("certifierLimits");
    }

    private static void move(String name, ObjectNode from, ObjectNode to) {
        JsonNode value = from.remove(name);
        if (value != null) {
            to.set(name, value);
        }
    }
}
