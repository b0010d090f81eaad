package dev.cryo.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.Candidate;
import org.jline.reader.Reference;
import org.jline.reader.Widget;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/** JLine's reader, which also suggests how a line may go on, and finds earlier lines by pieces of them. */
final class PromptReader extends LineReaderImpl {

    private static final int FOUND_SHOWN = 8;
    /** What the line itself and the end of a list that is cut may take. */
    private static final int ROWS_OF_THE_LINE = 5;
    private static final String SEARCH = "search-history-by-pieces";
    /** Nobody presses the next key so soon; what is pasted comes sooner. */
    private static final long BURST_MILLIS = 20;

    private final boolean suggests;
    private final Consumer<String> typed;

    /**
     * @param color without it nothing is suggested: it could not be told from what was typed
     * @param typed told the line as it stands, at each key
     */
    PromptReader(Terminal terminal, boolean color, Consumer<String> typed) {
        super(terminal, "cryo", new HashMap<>());
        this.typed = typed;
        this.suggests = color && !terminal.getType().startsWith(Terminal.TYPE_DUMB);
        setHistory(new DefaultHistory());
    }

    @Override
    protected Map<String, Widget> builtinWidgets() {
        var widgets = super.builtinWidgets();
        widgets.put(SEARCH, this::searchHistory);
        return widgets;
    }

    @Override
    public Map<String, KeyMap<Binding>> defaultKeyMaps() {
        var maps = super.defaultKeyMaps();
        for (var name : List.of(EMACS, VIINS)) {
            Objects.requireNonNull(maps.get(name)).bind(new Reference(SEARCH), KeyMap.ctrl('R'));
        }
        return maps;
    }

    @Override
    protected void redisplay(boolean flush) {
        typed.accept(buf.toString());
        super.redisplay(flush);
    }

    @Override
    public AttributedString getDisplayedBufferWithPrompts(List<AttributedString> secondaryPrompts) {
        var shown = super.getDisplayedBufferWithPrompts(secondaryPrompts);
        var suggestion = suggestion();
        return suggestion.isEmpty()
                ? shown
                : new AttributedStringBuilder()
                        .append(shown)
                        .append(suggestion, AttributedStyle.DEFAULT.faint())
                        .toAttributedString();
    }

    /** How the newest earlier line that begins as typed goes on; empty where there is none, or a menu is in the way. */
    private String suggestion() {
        var typed = buf.toString();
        boolean wanted = suggests && state == State.NORMAL && post == null && buf.cursor() == buf.length();
        if (!wanted || typed.isBlank() || typed.indexOf('\n') >= 0) {
            return "";
        }
        return newestFirst().stream()
                .filter(line -> line.length() > typed.length() && line.startsWith(typed))
                .filter(line -> line.codePoints().allMatch(Escaped::isHarmless))
                .findFirst()
                .map(line -> line.substring(typed.length()))
                .orElse("");
    }

    /** JLine's own list sets the meanings at the far right, and words without one in columns. */
    @Override
    protected PostResult computePost(
            List<Candidate> possible,
            @Nullable Candidate selection,
            @Nullable List<Candidate> ordered,
            String completed,
            Function<String, Integer> wcwidth,
            int width,
            boolean autoGroup,
            boolean groupName,
            boolean rowsFirst) {
        if (possible.stream().allMatch(candidate -> candidate.descr() == null)) {
            return super.computePost(
                    possible, selection, ordered, completed, wcwidth, width, autoGroup, groupName, rowsFirst);
        }
        var sorted = possible.stream().sorted().toList();
        if (ordered != null) {
            ordered.addAll(sorted);
        }
        // In a menu, which scrolls, all lines must be there; a list shows those that fit, and never asks.
        int shown = selection == null ? Math.max(1, size.getRows() - ROWS_OF_THE_LINE) : sorted.size();
        int selected = sorted.indexOf(selection);
        var menu = CompletionMenu.of(sorted, selected, shown, width);
        return new PostResult(menu, Math.min(sorted.size(), shown + 1), selected);
    }

    private List<String> newestFirst() {
        var lines = new ArrayList<String>();
        getHistory().reverseIterator().forEachRemaining(entry -> lines.add(entry.line()));
        return lines;
    }

    @Override
    protected boolean forwardChar() {
        return take(suggestion()) || super.forwardChar();
    }

    @Override
    protected boolean endOfLine() {
        return take(suggestion()) || super.endOfLine();
    }

    @Override
    protected boolean forwardWord() {
        var suggestion = suggestion();
        var word = suggestion.replaceFirst("(?s)^(\\W*\\w*).*", "$1");
        return take(word.isEmpty() ? suggestion : word) || super.forwardWord();
    }

    private boolean take(String suggested) {
        buf.write(suggested);
        return !suggested.isEmpty();
    }

    /**
     * Lines that are there already when Enter is read were pasted, at a terminal that does not mark what is pasted, or typed
     * ahead: they are taken into the input, so that they are performed as a whole or not at all.
     */
    @Override
    protected boolean acceptLine() {
        var waiting = waitingText();
        if (waiting.isEmpty()) {
            return super.acceptLine();
        }
        boolean ended = waiting.endsWith("\n");
        buf.write("\n" + (ended ? waiting.substring(0, waiting.length() - 1) : waiting));
        return !ended || super.acceptLine();
    }

    /** What comes now, up to a key that is no text. */
    private String waitingText() {
        var text = new StringBuilder();
        while (isText(bindingReader.peekCharacter(BURST_MILLIS))) {
            text.appendCodePoint(bindingReader.readCharacter());
        }
        return text.toString().replace("\r\n", "\n").replace('\r', '\n');
    }

    private static boolean isText(int key) {
        return key == '\r' || key == '\n' || key == '\t' || (key >= ' ' && key != 0x7f);
    }

    private enum SearchKey {
        LETTER,
        DELETE,
        OLDER,
        NEWER,
        LEAVE
    }

    /** Takes a line into the prompt; it is not performed before Enter is pressed once more. */
    private boolean searchHistory() {
        var before = buf.toString();
        var search = new HistorySearch(newestFirst());
        var keys = searchKeys();
        var typed = new StringBuilder(before);
        int chosen = 0;
        try {
            while (true) {
                var found = search.find(typed.toString(), FOUND_SHOWN);
                chosen = Math.clamp(chosen, 0, Math.max(0, found.size() - 1));
                show(typed.toString(), found, chosen);
                var key = readBinding(keys);
                switch (key instanceof Reference known ? SearchKey.valueOf(known.name()) : SearchKey.LEAVE) {
                    case LETTER -> typed.append(getLastBinding());
                    case DELETE -> typed.setLength(Math.max(0, typed.length() - 1));
                    case OLDER -> chosen++;
                    case NEWER -> chosen--;
                    case LEAVE -> {
                        put(!getLastBinding().equals(KeyMap.ctrl('G')) && !found.isEmpty() ? found.get(chosen) : before);
                        return true;
                    }
                }
            }
        } finally {
            post = null;
        }
    }

    private KeyMap<Binding> searchKeys() {
        var keys = new KeyMap<Binding>();
        keys.setUnicode(new Reference(SearchKey.LETTER.name()));
        keys.setNomatch(new Reference(SearchKey.LEAVE.name()));
        for (char c = ' '; c < 0x7f; c++) {
            keys.bind(new Reference(SearchKey.LETTER.name()), String.valueOf(c));
        }
        keys.bind(new Reference(SearchKey.DELETE.name()), KeyMap.del(), KeyMap.ctrl('H'));
        bind(keys, SearchKey.OLDER, Capability.key_down, KeyMap.ctrl('R'), KeyMap.ctrl('N'));
        bind(keys, SearchKey.NEWER, Capability.key_up, KeyMap.ctrl('S'), KeyMap.ctrl('P'));
        return keys;
    }

    private void bind(KeyMap<Binding> keys, SearchKey meaning, Capability key, String... others) {
        keys.bind(new Reference(meaning.name()), others);
        var sent = KeyMap.key(terminal, key);
        if (sent != null) {
            // Terminals send one form or the other, as their cursor keys are set.
            keys.bind(new Reference(meaning.name()), sent, sent.replace("\033O", "\033["));
        }
    }

    private void show(String typed, List<String> found, int chosen) {
        put(found.isEmpty() ? "" : found.get(chosen));
        post = () -> {
            var list = new AttributedStringBuilder();
            list.append("history: ", AttributedStyle.DEFAULT.faint()).append(Escaped.line(typed));
            for (int i = 0; i < found.size(); i++) {
                var line = (i == chosen ? "> " : "  ") + Escaped.line(found.get(i));
                list.append("\n").append(
                        AttributedString.fromAnsi(line).columnSubSequence(0, Math.max(1, size.getColumns() - 1)));
            }
            return list.toAttributedString();
        };
        redisplay();
    }

    private void put(String line) {
        buf.clear();
        buf.write(line);
    }
}
