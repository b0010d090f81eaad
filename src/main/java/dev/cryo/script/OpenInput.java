package dev.cryo.script;

import groovyjarjarantlr4.v4.runtime.CharStreams;
import groovyjarjarantlr4.v4.runtime.Token;
import java.util.ArrayDeque;
import org.apache.groovy.parser.antlr4.GroovyLangLexer;
import org.apache.groovy.parser.antlr4.GroovyLexer;
import org.apache.groovy.parser.antlr4.GroovySyntaxError;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.Phases;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.codehaus.groovy.syntax.SyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Whether Groovy that is being typed goes on on the next line: a bracket or a long quote is open, or the parser
 * stumbles at the very end. The parser alone will not do: to it <code>if (true) {</code> is wrong at its brace.
 */
public final class OpenInput {

    private OpenInput() {}

    /** Pure; an empty line at the end ends whatever the parser still waits for, but no bracket or quote. */
    public static boolean isOpen(String text) {
        var closers = new ArrayDeque<Integer>();
        try {
            var lexer = new GroovyLangLexer(CharStreams.fromString(text));
            lexer.removeErrorListeners();
            @Nullable Token before = null;
            for (var token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
                if (isOpenComment(before, token)) {
                    return true;
                }
                if (!follow(token, closers)) {
                    return false;
                }
                before = token;
            }
        } catch (GroovySyntaxError e) {
            return opensLongQuote(text, e);
        }
        return !closers.isEmpty() || (!endsWithEmptyLine(text) && stumblesAtEnd(text));
    }

    /** Keeps the stack of what must be closed; false when something is closed that was not open. */
    private static boolean follow(Token token, ArrayDeque<Integer> closers) {
        switch (token.getType()) {
            case GroovyLexer.LPAREN -> closers.push(GroovyLexer.RPAREN);
            case GroovyLexer.LBRACK, GroovyLexer.SAFE_INDEX -> closers.push(GroovyLexer.RBRACK);
            case GroovyLexer.LBRACE -> closers.push(GroovyLexer.RBRACE);
            case GroovyLexer.GStringBegin -> {
                if (token.getText().startsWith("\"\"\"") || !token.getText().startsWith("\"")) {
                    closers.push(GroovyLexer.GStringEnd);
                }
            }
            case GroovyLexer.GStringEnd -> {
                if (!closers.isEmpty() && closers.peek() == GroovyLexer.GStringEnd) {
                    closers.pop();
                }
            }
            case GroovyLexer.RPAREN, GroovyLexer.RBRACK, GroovyLexer.RBRACE -> {
                return !closers.isEmpty() && closers.pop() == token.getType();
            }
            default -> {}
        }
        return true;
    }

    /** A comment without its end reads as a division and a multiplication. */
    private static boolean isOpenComment(@Nullable Token before, Token token) {
        return before != null
                && before.getType() == GroovyLexer.DIV
                && token.getType() == GroovyLexer.MUL
                && token.getStartIndex() == before.getStartIndex() + 1;
    }

    /** A long quote without its end reads as an empty string and a stray quote. */
    private static boolean opensLongQuote(String text, GroovySyntaxError error) {
        var lines = text.split("\n", -1);
        var line = lines[Math.min(error.getLine(), lines.length) - 1];
        int column = Math.min(error.getColumn(), line.length());
        var upToThere = line.substring(0, column);
        return upToThere.endsWith("\"\"\"") || upToThere.endsWith("'''");
    }

    private static boolean endsWithEmptyLine(String text) {
        return text.endsWith("\n");
    }

    private static boolean stumblesAtEnd(String text) {
        try {
            var unit = new CompilationUnit();
            unit.addSource("prompt", text);
            unit.compile(Phases.CONVERSION);
            return false;
        } catch (MultipleCompilationErrorsException e) {
            return e.getErrorCollector().getErrors().stream()
                    .filter(SyntaxErrorMessage.class::isInstance)
                    .map(message -> ((SyntaxErrorMessage) message).getCause())
                    .anyMatch(cause -> isAtEnd(cause, text));
        }
    }

    private static boolean isAtEnd(SyntaxException cause, String text) {
        var lines = text.stripTrailing().split("\n", -1);
        int lastColumn = lines[lines.length - 1].length();
        return cause.getEndLine() > lines.length
                || (cause.getEndLine() == lines.length && cause.getEndColumn() > lastColumn);
    }
}
