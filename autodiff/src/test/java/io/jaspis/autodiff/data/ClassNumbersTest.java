package io.jaspis.autodiff.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ClassNumbersTest {
    private static SortedSet<String> words(String... words) {
        return new TreeSet<>(List.of(words));
    }

    private static String refused(SortedSet<String> words, String... given) {
        return assertThrows(DataException.class, () -> ClassNumbers.ofColumn("cases.csv", words, List.of(given)))
                .getMessage();
    }

    @Test
    void numbersAreThemselvesUnlessAListHasThemOtherwise() {
        assertEquals(
                new ClassNumbers(Map.of("0", 0, "1", 1, "1.0", 1), List.of()),
                ClassNumbers.ofColumn("cases.csv", words("0", "1", "1.0"), List.of()));
        assertEquals(
                new ClassNumbers(Map.of("0", 0, "1", 1), List.of("no", "yes")),
                ClassNumbers.ofColumn("cases.csv", words("0", "1"), List.of("no", "yes")));
        assertEquals(
                new ClassNumbers(Map.of("0", 1, "1", 0), List.of("1", "0")),
                ClassNumbers.ofColumn("cases.csv", words("0", "1"), List.of("1", "0")));
    }

    @Test
    void namesAreNumberedByTheListOrTheirOrder() {
        assertEquals(
                new ClassNumbers(Map.of("no", 0, "yes", 1), List.of("no", "yes")),
                ClassNumbers.ofColumn("cases.csv", words("yes", "no"), List.of()));
        assertEquals(
                new ClassNumbers(Map.of("no", 1), List.of("yes", "no")),
                ClassNumbers.ofColumn("cases.csv", words("no"), List.of("yes", "no")));
    }

    @Test
    void foldersSortNumbersAsNumbersAndCountWithoutExamples() {
        assertEquals(
                List.of("9", "10", "other"),
                ClassNumbers.ofFolders("pictures", words("10", "9", "other"), List.of("9", "other"), List.of())
                        .names());
        assertEquals(
                Map.of("3", 3),
                ClassNumbers.ofFolders("pictures", words("3", "7"), List.of("3"), List.of())
                        .numbers());
    }

    @Test
    void aNamedFolderWithoutExamplesBesideNumbersIsRefused() {
        List<String> numbers = List.of("3", "7");
        String told = assertThrows(
                        DataException.class,
                        () -> ClassNumbers.ofFolders("pictures", words("3", "7", "notes"), numbers, List.of()))
                .getMessage();
        assertTrue(told.contains("but notes, without pictures, by a name; take it away"), told);
        assertEquals(
                Map.of("3", 0, "7", 1),
                ClassNumbers.ofFolders("pictures", words("3", "7", "notes"), numbers, List.of("3", "7", "notes"))
                        .numbers());
    }

    @Test
    void aFolderWithoutExamplesNeedsNoPlaceInAList() {
        assertEquals(
                Map.of("cat", 1, "dog", 0),
                ClassNumbers.ofFolders(
                                "pictures",
                                words("cat", "docs", "dog"),
                                List.of("cat", "cat", "dog"),
                                List.of("dog", "cat"))
                        .numbers());
    }

    @Test
    void aLabelThatIsThereIsNotHeldToTheList() {
        assertEquals(Optional.empty(), ClassNumbers.missing("cat", List.of("cat", "cat")));
        assertEquals(Optional.empty(), ClassNumbers.missing("none", List.of("cat", " none")));
    }

    @Test
    void whatIsNoClassIsRefused() {
        assertTrue(refused(words("-1", "1")).contains("whole numbers from 0 up"));
        assertTrue(refused(words("1", "fraud")).contains("use one kind"));
        assertTrue(
                refused(words("maybe"), "no", "yes").contains("cases.csv: the label \"maybe\" is none of the classes"));
    }
}
