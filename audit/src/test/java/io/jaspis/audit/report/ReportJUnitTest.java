package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.comparison.Comparison;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.VerdictKind;
import java.io.StringReader;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * JUnit's XML has no standard: what is held here is what Jenkins, GitLab and GitHub's actions read of it (suites with counts
 * that are those of their cases, a class name and a name of each case that no other has, one outcome at most).
 */
class ReportJUnitTest {
    private static final Set<String> OUTCOMES = Set.of("failure", "error", "skipped");

    private static Element suite(String text) throws Exception {
        Element suites = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(text)))
                .getDocumentElement();
        assertEquals("testsuites", suites.getTagName());
        Element suite = elements(suites, "testsuite").getFirst();
        assertNotNull(LocalDateTime.parse(suite.getAttribute("timestamp")));
        List<Element> cases = elements(suite, "testcase");
        Set<String> names = new HashSet<>();
        for (Element one : cases) {
            assertTrue(names.add(one.getAttribute("classname") + " " + one.getAttribute("name")), names::toString);
            assertTrue(outcomes(one).size() <= 1);
        }
        for (Element counted : List.of(suites, suite)) {
            assertEquals(cases.size(), number(counted, "tests"));
            assertEquals(count(cases, "failure"), number(counted, "failures"));
            assertEquals(count(cases, "error"), number(counted, "errors"));
            assertEquals(count(cases, "skipped"), number(counted, "skipped"));
            assertTrue(Double.parseDouble(counted.getAttribute("time")) >= 0);
        }
        return suite;
    }

    private static List<Element> elements(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList all = parent.getElementsByTagName(name);
        for (int i = 0; i < all.getLength(); i++) {
            found.add((Element) all.item(i));
        }
        return found;
    }

    private static List<Element> outcomes(Element one) {
        return elements(one, "*").stream()
                .filter(element -> OUTCOMES.contains(element.getTagName()))
                .toList();
    }

    private static long count(List<Element> cases, String outcome) {
        return cases.stream().filter(one -> !elements(one, outcome).isEmpty()).count();
    }

    private static long number(Element element, String attribute) {
        return Long.parseLong(element.getAttribute(attribute));
    }

    private static long count(AuditReport report, VerdictKind... kinds) {
        return report.examples().stream()
                .filter(example -> List.of(kinds).contains(example.verdict()))
                .count();
    }

    @Test
    void withoutConditionsBrokenAndMisclassifiedExamplesFail() throws Exception {
        for (AuditReport report : ReportSarifTest.reports()) {
            Element suite = suite(ReportJUnit.format(report));
            long doubts = report.trust().doubtful() ? 1 : 0;
            long conditions = report.gates().size();
            long unfinished = MadeUp.ended(report) ? 0 : 1;
            assertEquals(report.examples().size() + doubts + conditions + unfinished, number(suite, "tests"));
            assertEquals(unfinished, number(suite, "errors"));
            long failing =
                    report.gates().stream().filter(gate -> !gate.passed()).count();
            assertEquals(
                    doubts
                            + (conditions > 0
                                    ? failing
                                    : count(report, VerdictKind.FALSIFIED, VerdictKind.MISCLASSIFIED)),
                    number(suite, "failures"));
        }
    }

    @Test
    void aFailureIsASentence() throws Exception {
        Element suite = suite(ReportJUnit.format(MadeUp.table()));
        Element failure = elements(suite, "failure").getFirst();
        assertTrue(
                failure.getAttribute("message").matches("Example \\d+, labelled \\w+, .*\\."),
                failure.getTextContent());
        assertEquals(failure.getAttribute("message"), failure.getTextContent());
        Element property = elements(suite, "property").getFirst();
        assertEquals("jaspis", property.getAttribute("name"));
        Element judged = suite(ReportJUnit.format(ReportSarifTest.judged(MadeUp.table())));
        Element condition = elements(judged, "failure").getFirst();
        assertTrue(
                condition.getAttribute("message").startsWith("--fail-below 0.99 does not hold"),
                condition.getAttribute("message"));
    }

    @Test
    void remarksAreNumberedFromOne() throws Exception {
        AuditReport report = MadeUp.remarkable();
        int told = Words.sentences(report.remarks()).size();
        assertEquals(numbered(told), remarks(suite(ReportJUnit.format(report))));
        Comparison comparison = Comparison.of(report, report);
        assertEquals(numbered(told + comparison.notes().size()), remarks(suite(ComparisonJUnit.of(comparison, null))));
    }

    private static List<String> numbered(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> "remark." + number)
                .toList();
    }

    private static List<String> remarks(Element suite) {
        return elements(suite, "property").stream()
                .map(property -> property.getAttribute("name"))
                .filter(name -> name.startsWith("remark."))
                .toList();
    }

    @Test
    void whatXmlCantHoldIsShownAsAMark() throws Exception {
        Element suite = suite(ReportJUnit.format(MadeUp.report("a\u0000b\uD800 <&\"'.onnx", 30, 30, 1)));
        assertEquals("Robustness of a?b? <&\"'.onnx", suite.getAttribute("name"));
    }

    @Test
    void ofAComparisonWhatGotWorseFails() throws Exception {
        Comparison comparison = Comparison.of(MadeUp.table(), ComparedReports.later());
        Element suite = suite(ComparisonJUnit.of(comparison, null));
        assertEquals(comparison.pairs(), number(suite, "tests"));
        assertEquals(4, number(suite, "failures"));
        Element limited = suite(ComparisonJUnit.of(comparison, 0.0));
        assertEquals(1, number(limited, "failures"));
        assertEquals(4, number(limited, "skipped"));
        Element allowed = suite(ComparisonJUnit.of(comparison, 0.5));
        assertEquals(0, number(allowed, "failures"));
        assertEquals(comparison.pairs() + 1, number(allowed, "tests"));
    }
}
