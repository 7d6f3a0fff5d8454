package io.jaspis.audit.report;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.GalleryItem;
import io.jaspis.audit.evidence.VerdictKind;
import java.util.List;

/** The broken images to look at: clean, what was added, and the sum, all perturbations on one colour scale. */
final class GallerySection implements Section {
    private final AuditReport report;
    private final List<GalleryItem> items;
    private final float scale;

    GallerySection(AuditReport report) {
        this.report = report;
        this.items =
                report.gallery().stream().filter(item -> item.clean().shows()).toList();
        float largest = 0;
        for (GalleryItem item : items) {
            largest = Math.max(largest, item.perturbation().largest());
        }
        this.scale = largest > 0 ? largest : 1;
    }

    @Override
    public Html html() {
        return report.breaks().broken() > 0
                ? Html.NONE
                : Html.of("<section><h2>What broke</h2>%s</section>", pictures());
    }

    private Html pictures() {
        if (items.isEmpty()) {
            return Html.of(
                    "<p class=\"quiet\">%s</p>",
                    report.examples().stream().noneMatch(example -> example.verdict() == VerdictKind.FALSIFIED)
                            ? "No attack broke a correctly classified example, so there is none to show."
                            : "The broken examples are not gray or colour images, so they can't be shown as pictures.");
        }
        boolean gray = items.getFirst().clean().channels() == 1;
        return Html.of(
                "<p class=\"quiet\">Each triple: the clean image, the perturbation, and their sum, with the model’s"
                        + " prediction and its confidence. %s The colour scale ends at ±%s, the largest change of any value in"
                        + " this gallery: changes are shown %s times as strong as they are.</p>%s<div class=\"gallery\">%s</div>",
                gray ? "Blue is darker, red is brighter." : "Mid-gray is no change.",
                Figures.nearest(scale),
                // Colours have half the range on either side of the middle gray.
                Figures.nearest((gray ? 1 : 0.5) / scale),
                gray ? key() : Html.NONE,
                Html.join(items.stream().map(this::figure).toList()));
    }

    private Html key() {
        return Html.of(
                "<p class=\"key\" aria-hidden=\"true\"><span>−%s</span><i></i><span>+%s</span></p>",
                Figures.nearest(scale), Figures.nearest(scale));
    }

    private Html figure(GalleryItem item) {
        String label = report.data().className(item.label());
        String clean = report.data().className(item.cleanPrediction());
        String reached = report.data().className(item.adversarialPrediction());
        return Html.of(
                "<figure><div class=\"triple\">%s%s%s</div><figcaption><span><b>%s</b> %s</span><span class=\"index\">#%s</span>"
                        + "<span class=\"reached\"><b>%s</b> %s</span></figcaption></figure>",
                picture(Picture.of(item.clean()), item, "Image " + item.index() + file(item) + ", class " + label),
                picture(Picture.signed(item.perturbation(), scale), item, "What the attack added"),
                picture(Picture.of(item.adversarial()), item, "The sum, taken for " + reached),
                clean,
                confidence(item.cleanConfidence()),
                item.index(),
                reached,
                confidence(item.adversarialConfidence()));
    }

    private String file(GalleryItem item) {
        return report.examples().stream()
                .filter(example -> example.index() == item.index() && example.file() != null)
                .findFirst()
                .map(example -> " (" + example.file() + ")")
                .orElse("");
    }

    private static Html picture(String address, GalleryItem item, String description) {
        return Html.of(
                "<img src=\"%s\" alt=\"%s\" width=\"%s\" height=\"%s\"%s>",
                address,
                description,
                item.clean().width(),
                item.clean().height(),
                item.clean().width() < 100 ? Html.of(" class=\"pixels\"") : Html.NONE);
    }

    private static String confidence(double share) {
        return Double.isNaN(share) ? "" : Figures.probability(share);
    }
}
