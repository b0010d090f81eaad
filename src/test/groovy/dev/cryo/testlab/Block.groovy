package dev.cryo.testlab

import java.nio.file.Path

/** A block of code in a document of the checkout, which is to be run as it stands there. */
record Block(String document, String language, int line, String text) {

    /** Those of some languages, in their order. */
    static List<Block> of(String document, String... languages) {
        List<Block> blocks = []
        def lines = Path.of(System.getProperty('cryo.checkout'), document).toFile().readLines()
        int begin = -1
        lines.eachWithIndex { String line, int i ->
            if (begin < 0 && line.startsWith('```')) {
                begin = i
            } else if (line == '```') {
                blocks << new Block(document, lines[begin].substring(3), begin + 2, lines.subList(begin + 1, i).join('\n'))
                begin = -1
            }
        }
        assert begin < 0: "$document:${begin + 1} begins a block that does not end"
        blocks.findAll { it.language() in languages }
    }

    @Override
    String toString() {
        "$document:$line"
    }
}
