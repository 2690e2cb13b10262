import SQLFrontEnd
import Testing

@Suite struct EditedTextTests {
    @Test("edits apply in the order of their places, whatever their order")
    func apply() {
        let edited = EditedText("hello world", edits: [
            TextEdit(range: 6..<11, replacement: "all"), TextEdit(range: 0..<5, replacement: "good morning"), TextEdit(range: 11..<11, replacement: "!"),
            TextEdit(range: 11..<11, replacement: "?"),
        ])
        #expect(edited.text == "good morning all!?")
    }

    @Test("offsets map both ways")
    func offsets() {
        let edited = EditedText("aa bbb cc", edits: [TextEdit(range: 3..<6, replacement: "X"), TextEdit(range: 7..<7, replacement: "++")])
        #expect(edited.text == "aa X ++cc")
        #expect((0...9).map(edited.originalOffset(of:)) == [0, 1, 2, 3, 6, 7, 7, 7, 8, 9])
        #expect((0...9).map(edited.editedOffset(of:)) == [0, 1, 2, 3, 3, 3, 4, 7, 8, 9])
    }

    @Test("a replacement of the same length keeps its inner offsets")
    func sameLength() {
        let edited = EditedText("a `b` c", edits: [TextEdit(range: 2..<5, replacement: "\"b\"")])
        #expect((0...7).map(edited.originalOffset(of:)) == Array(0...7))
    }

    @Test("edits of edits map back to the first text")
    func layers() {
        var edited = EditedText("one two", edits: [TextEdit(range: 0..<3, replacement: "first")])
        edited.apply([TextEdit(range: 6..<9, replacement: "second")])
        #expect(edited.text == "first second")
        #expect(edited.originalOffset(of: 6) == 4)
        #expect(edited.originalOffset(of: 12) == 7)
        #expect(edited.editedOffset(of: 4) == 6)
        #expect(EditedText("x").originalOffset(of: 1) == 1)
    }

    @Test("letters beyond ASCII survive")
    func unicode() {
        let text = "größe = 'é'"
        let place = range(of: "'é'", in: text)
        #expect(EditedText(text, edits: [TextEdit(range: place, replacement: "'ü'")]).text == "größe = 'ü'")
    }
}
