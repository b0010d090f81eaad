package dev.cryo.shell;

import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Whether a line of the prompt is a command or Groovy. */
sealed interface LineKind {

    /** A command, without the colon that may have forced it. */
    record Command(String text) implements LineKind {}

    record Groovy(String text) implements LineKind {}

    /** For the system's shell, without the exclamation mark. */
    record Outside(String text) implements LineKind {}

    /** Blank, or a comment. */
    record Nothing() implements LineKind {}

    Pattern FIRST_WORD = Pattern.compile("([a-z][a-z0-9-]*)(?=\\s|$)(\\s*)(.*)", Pattern.DOTALL);

    /** What makes a Groovy expression of the word before it. {@code --} ends a command's options instead, and
     * {@code &} at the end sends it to the background. */
    Pattern OPERATOR = Pattern.compile(
            "[=(].*|\\.(?![./]).*|\\?\\..*|(?!--(\\s|$)|&\\s*$)[-+*/%<>!&|^?:]+[=~]?(\\s.*|$)", Pattern.DOTALL);

    /** A word that is a keyword here only: what follows is a name with components. */
    Pattern RECORD_TYPE = Pattern.compile("record\\s+[\\p{L}_$][\\p{L}\\d_$]*\\s*[(<].*", Pattern.DOTALL);

    Set<String> KEYWORDS = Set.of(
            "abstract", "as", "assert", "boolean", "break", "byte", "case", "catch", "char", "class", "const",
            "continue", "def", "default", "do", "double", "else", "enum", "extends", "false", "final", "finally",
            "float", "for", "goto", "if", "implements", "import", "in", "instanceof", "int", "interface", "long",
            "native", "new", "not", "null", "package", "permits", "private", "protected", "public", "return",
            "sealed", "short", "static", "strictfp", "super", "switch", "synchronized", "this", "threadsafe", "throw",
            "throws", "trait", "transient", "true", "try", "var", "void", "volatile", "while", "yield");

    /**
     * Decides; pure.
     *
     * @param isVariable whether Groovy has a variable of a name, which then wins
     * @param isVerb whether a word begins a verb
     */
    static LineKind of(String line, Predicate<String> isVariable, Predicate<String> isVerb) {
        var text = line.strip();
        if (text.isEmpty() || (text.startsWith("#") && text.indexOf('\n') < 0)) {
            return new Nothing();
        }
        if (text.startsWith("!")) {
            return new Outside(text.substring(1).strip());
        }
        if (text.startsWith(":")) {
            return new Command(text.substring(1));
        }
        var words = FIRST_WORD.matcher(text);
        if (!words.matches()) {
            return new Groovy(line);
        }
        var first = words.group(1);
        boolean command = isVerb.test(first)
                && !KEYWORDS.contains(first)
                && !isVariable.test(first)
                && !RECORD_TYPE.matcher(text).matches()
                && !OPERATOR.matcher(words.group(3)).matches();
        return command ? new Command(text) : new Groovy(line);
    }
}
