package io.jaspis.audit.report;

import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The XML of JUnit's reports as CI servers read it: suites of cases, each of which passed, failed or was skipped. */
final class JUnitXml {
    private final XMLStreamWriter xml;

    private JUnitXml(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /**
     * @param properties what belongs to all cases
     * @param started when the work began
     * @param seconds how long it took
     */
    record Suite(String name, Map<String, String> properties, Instant started, double seconds, List<Case> cases) {
        Suite {
            cases = List.copyOf(cases);
        }

        private long count(Class<? extends Outcome> outcome) {
            return cases.stream()
                    .filter(one -> outcome.isInstance(one.outcome()))
                    .count();
        }
    }

    /**
     * @param group what a server lists it under, with points between parts
     * @param name unlike that of any other case of the group
     */
    record Case(String group, String name, Outcome outcome) {}

    /** How a case came out. */
    sealed interface Outcome {}

    /** @param told what is to be said of it; may be empty */
    record Passed(String told) implements Outcome {}

    record Skipped(String why) implements Outcome {}

    /** @param type one word, by which servers group failures */
    record Failed(String type, String sentence) implements Outcome {}

    /** What kept it from being done. */
    record Undone(String type, String sentence) implements Outcome {}

    /** The file's text. */
    static String text(String name, List<Suite> suites) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            new JUnitXml(writer).write(name, suites);
            writer.close();
        } catch (XMLStreamException e) {
            throw new AssertionError("a text takes all that is written to it", e);
        }
        return text.toString();
    }

    private void write(String name, List<Suite> suites) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        newLine(0);
        xml.writeStartElement("testsuites");
        attribute("name", name);
        counts(suites);
        attribute("time", seconds(suites.stream().mapToDouble(Suite::seconds).sum()));
        for (Suite suite : suites) {
            newLine(1);
            write(suite);
        }
        newLine(0);
        xml.writeEndElement();
        newLine(0);
        xml.writeEndDocument();
    }

    private void counts(List<Suite> suites) throws XMLStreamException {
        attribute(
                "tests",
                suites.stream().mapToLong(suite -> suite.cases().size()).sum());
        attribute(
                "failures",
                suites.stream().mapToLong(suite -> suite.count(Failed.class)).sum());
        attribute(
                "errors",
                suites.stream().mapToLong(suite -> suite.count(Undone.class)).sum());
        attribute(
                "skipped",
                suites.stream().mapToLong(suite -> suite.count(Skipped.class)).sum());
    }

    private void write(Suite suite) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        attribute("name", suite.name());
        counts(List.of(suite));
        attribute("time", seconds(suite.seconds()));
        // Servers know no fractions of a second here.
        attribute(
                "timestamp",
                suite.started().truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ""));
        if (!suite.properties().isEmpty()) {
            newLine(2);
            xml.writeStartElement("properties");
            for (Map.Entry<String, String> property : suite.properties().entrySet()) {
                newLine(3);
                xml.writeEmptyElement("property");
                attribute("name", property.getKey());
                attribute("value", property.getValue());
            }
            newLine(2);
            xml.writeEndElement();
        }
        for (Case one : suite.cases()) {
            newLine(2);
            write(one);
        }
        newLine(1);
        xml.writeEndElement();
    }

    private void write(Case one) throws XMLStreamException {
        xml.writeStartElement("testcase");
        attribute("classname", one.group());
        attribute("name", one.name());
        attribute("time", "0");
        switch (one.outcome()) {
            case Passed(String told) -> {
                if (!told.isEmpty()) {
                    element("system-out", told);
                }
            }
            case Skipped(String why) -> {
                newLine(3);
                xml.writeEmptyElement("skipped");
                attribute("message", why);
            }
            case Failed(String type, String sentence) -> failure("failure", type, sentence);
            case Undone(String type, String sentence) -> failure("error", type, sentence);
        }
        newLine(2);
        xml.writeEndElement();
    }

    private void failure(String element, String type, String sentence) throws XMLStreamException {
        newLine(3);
        xml.writeStartElement(element);
        attribute("type", type);
        attribute("message", sentence);
        xml.writeCharacters(clean(sentence));
        xml.writeEndElement();
    }

    private void element(String name, String text) throws XMLStreamException {
        newLine(3);
        xml.writeStartElement(name);
        xml.writeCharacters(clean(text));
        xml.writeEndElement();
    }

    private void attribute(String name, Object value) throws XMLStreamException {
        xml.writeAttribute(name, clean(value.toString()));
    }

    private void newLine(int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    /** XML has no way to write other characters than these. */
    private static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .map(point -> point == '\t'
                                || point == '\n'
                                || point >= ' ' && point <= 0xD7FF
                                || point >= 0xE000 && point <= 0xFFFD
                                || point >= 0x10000
                        ? point
                        : '?')
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
