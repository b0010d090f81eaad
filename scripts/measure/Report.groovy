package measure

/** Writes Markdown. */
class Report {
    private final StringBuilder text = new StringBuilder()

    void paragraph(String words) {
        text << words.stripIndent().trim() << '\n\n'
    }

    void heading(String words) {
        text << "## $words\n\n"
    }

    /** A table: what stands in its head, and its lines. */
    void table(List<String> head, List<List<String>> lines) {
        row(head)
        row(head.collect { '---' })
        lines.each { row(it) }
        text << '\n'
    }

    /** Aims are {@link Aim}s and {@link Seconds}. */
    void aims(List<?> aims) {
        row(['aim', 'at most', 'measured', ''])
        row(['---'] * 4)
        aims.each { text << it.line() << '\n' }
        text << '\n'
    }

    /** The ways with their times, beside one that they are compared with; what could not be measured says why. */
    void ways(List<Way> ways, Way against, String times, boolean freeze) {
        def head = ['', times, "beside ${against.title}"] + (freeze ? ['freeze', 'beside'] : [])
        table(head, ways.collect { way ->
            [way.title, figures(way.time), ratio(way.time, against.time)] +
                    (freeze ? [figures(way.freeze), ratio(way.freeze, against.freeze)] : [])
        })
        ways.findAll { !it.open }.each { paragraph("$it.title could not be measured: $it.time.missing") }
    }

    private void row(List<String> cells) {
        text << '| ' << cells.join(' | ') << ' |\n'
    }

    private static String figures(Samples samples) {
        samples.show()
    }

    private static String ratio(Samples samples, Samples against) {
        samples.there && against.there ? sprintf('%.2f ×', samples.over(against)) : '—'
    }

    @Override
    String toString() {
        text.toString().trim() + '\n'
    }
}
