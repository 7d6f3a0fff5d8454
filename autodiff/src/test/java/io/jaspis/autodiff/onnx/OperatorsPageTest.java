package io.jaspis.autodiff.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on ONNX names the operators that the reader has, and of what it refuses none that ONNX hasn't. */
class OperatorsPageTest {
    private static final Path PAGE = Path.of(System.getProperty("jaspis.root", ".."), "docs", "onnx.md");
    private static final Pattern DOMAIN = Pattern.compile("^(ai[.]onnx[.]ml|com[.]microsoft)[.]");
    private static final Pattern NAME = Pattern.compile("\\b[A-Z]\\w*");

    /** What the page says in a few words: the bitwise ones and the global ones. */
    private static final Pattern TOGETHER = Pattern.compile("Bit(wise|Shift).*|Global.*");

    /** Former names of operators that are named. */
    private static final Set<String> FORMER = Set.of("Scatter");

    /** Names that are none of operators. */
    private static final Set<String> OTHERS = Set.of("ONNX", "Runtime");

    /** The names in a column of the table with this header. */
    private static Set<String> named(String header, int column) throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        return lines.stream()
                .skip(lines.indexOf(header) + 2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split(" *\\| *", -1)[column + 1])
                .flatMap(cell -> NAME.matcher(cell).results().map(MatchResult::group))
                .filter(name -> !OTHERS.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String plain(String operator) {
        return DOMAIN.matcher(operator).replaceFirst("");
    }

    private static Set<String> names(Stream<String> operators) {
        return operators
                .map(OperatorsPageTest::plain)
                .filter(name -> !TOGETHER.matcher(name).matches() && !FORMER.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void thePageListsTheOperators() throws IOException {
        Set<String> listed = named("| kind | operators |", 1);
        listed.addAll(Arrays.asList("If", "Loop", "Scan"));
        assertEquals(names(Operators.ALL.keySet().stream()), listed);
    }

    @Test
    void whatIsRefusedIsOfOperatorsThatAreReadOrToldWhyNot() throws IOException {
        Set<String> refused = named("| operator | what is read | what is refused, and why |", 0);
        Set<String> unread = names(Operators.INSTEAD.keySet().stream());
        unread.removeAll(names(Operators.ALL.keySet().stream()));
        Set<String> unknown = new TreeSet<>(refused);
        unknown.removeAll(names(Operators.ALL.keySet().stream()));
        assertEquals(unread, unknown);
    }
}
